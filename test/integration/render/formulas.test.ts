/** The nine arithmetic filters, rendered, are their formulas (audio.md §1) to 1e-6. */
import { describe, expect, it } from 'vitest';
import { BANDS } from '../../../src/dsp/equalizer/bands.ts';
import type { FilterSettings } from '../../../streams/commands.ts';
import * as formulas from '../../unit/dsp/formulas.ts';
import type { Stereo } from '../../unit/dsp/formulas.ts';
import { difference, filtered, noise, soundFile } from './support.ts';

const gains = [0.2, 0.15, -0.1, 0, 0.25, -0.25, 0.5, 0, 0, 0.1, -0.2, 0.3, 0, 0.1, -0.05];
const distorted = [0.1, 1.2, 0, 1, 0, 0.8, 0.02, 0.9] as const;

const NINE: readonly [string, FilterSettings, (input: Stereo) => Stereo][] = [
  ['volume', { volume: 0.5 }, (s) => formulas.volume(s, 0.5)],
  [
    'equalizer',
    { equalizer: gains.map((gain, band) => ({ band, gain })) },
    (s) => formulas.equalizer(s, gains, BANDS),
  ],
  [
    'karaoke',
    { karaoke: { level: 1, monoLevel: 1, filterBand: 220, filterWidth: 100 } },
    (s) => formulas.karaoke(s, 1, 1, 220, 100),
  ],
  ['tremolo', { tremolo: { frequency: 4, depth: 0.75 } }, (s) => formulas.tremolo(s, 4, 0.75)],
  ['vibrato', { vibrato: { frequency: 10, depth: 0.9 } }, (s) => formulas.vibrato(s, 10, 0.9)],
  ['rotation', { rotation: { rotationHz: 0.2 } }, (s) => formulas.rotation(s, 0.2)],
  [
    'distortion',
    {
      distortion: {
        sinOffset: 0.1,
        sinScale: 1.2,
        cosOffset: 0,
        cosScale: 1,
        tanOffset: 0,
        tanScale: 0.8,
        offset: 0.02,
        scale: 0.9,
      },
    },
    (s) => formulas.distortion(s, distorted),
  ],
  [
    'channelMix',
    { channelMix: { leftToLeft: 0.5, leftToRight: 0.4, rightToLeft: 0.3, rightToRight: 0.9 } },
    (s) => formulas.channelMix(s, 0.5, 0.4, 0.3, 0.9),
  ],
  ['lowPass', { lowPass: { smoothing: 20 } }, (s) => formulas.lowPass(s, 20)],
];

describe('nine filters are their formulas, from the first sample to the last', () => {
  const input = noise(12_345);
  it.each(NINE)('%s', async (name, settings, formula) => {
    const file = soundFile(`noise-${name}.wav`, input);
    expect(difference(await filtered(file, settings), formula(input))).toBeLessThan(1e-6);
  });

  it('all together in the order of the reference, and the same again', async () => {
    const file = soundFile('noise-all.wav', input);
    const settings = NINE.reduce<FilterSettings>((all, [, one]) => ({ ...all, ...one }), {});
    const order = [
      'lowPass',
      'channelMix',
      'rotation',
      'distortion',
      'vibrato',
      'tremolo',
      'karaoke',
      'equalizer',
      'volume',
    ];
    const expected = order.reduce<Stereo>(
      (s, name) => NINE.find(([one]) => one === name)?.[2](s) ?? s,
      input,
    );
    const once = await filtered(file, settings);
    expect(difference(once, expected)).toBeLessThan(1e-6);
    expect(difference(once, await filtered(file, settings))).toBe(0);
  });
});
