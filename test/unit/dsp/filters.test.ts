import { afterAll, describe, expect, it } from 'vitest';
import { BANDS } from '../../../src/dsp/equalizer/bands.ts';
import { createFilters, liveFilterBlocks, problemWith } from '../../../src/dsp/index.ts';
import type { FilterSettings } from '../../../streams/commands.ts';
import * as formulas from './formulas.ts';
import type { Stereo } from './formulas.ts';

const SAMPLES = 9600;

/** Two channels of seeded noise, ±0.7, with a sine in it. */
const sound = (): Stereo => {
  let seed = 7;
  const noise = (): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return seed / 2 ** 31 - 1;
  };
  const channel = (hz: number): Float32Array =>
    Float32Array.from(
      { length: SAMPLES },
      (_, i) => 0.4 * Math.sin((2 * Math.PI * hz * i) / 48_000) + 0.3 * noise(),
    );
  return [channel(440), channel(1000)];
};

const run = (settings: FilterSettings, [l, r]: Stereo, block = 960): Stereo => {
  const chain = createFilters().chain(settings);
  const [left, right] = [l.slice(), r.slice()];
  for (let i = 0; chain !== null && i < left.length; i += block)
    chain.process(left.subarray(i, i + block), right.subarray(i, i + block));
  chain?.free();
  return [left, right];
};

const largest = (a: Stereo, b: Stereo): number => {
  let most = 0;
  for (const c of [0, 1] as const)
    a[c].forEach((x, i) => (most = Math.max(most, Math.abs(x - (b[c][i] ?? NaN)))));
  return most;
};

const gains = [0.2, 0.15, -0.1, 0, 0.25, -0.25, 0.5, 0, 0, 0.1, -0.2, 0.3, 0, 0.1, -0.05];
const dist = [0.1, 1.2, 0, 1, 0, 0.8, 0.02, 0.9];

const cases: readonly [string, FilterSettings, (input: Stereo) => Stereo][] = [
  ['volume 0.5', { volume: 0.5 }, (s) => formulas.volume(s, 0.5)],
  ['volume 3 clips', { volume: 3 }, (s) => formulas.volume(s, 3)],
  ['lowPass 20', { lowPass: { smoothing: 20 } }, (s) => formulas.lowPass(s, 20)],
  [
    'channelMix',
    { channelMix: { leftToLeft: 0.5, leftToRight: 0.4, rightToLeft: 0.3, rightToRight: 0.9 } },
    (s) => formulas.channelMix(s, 0.5, 0.4, 0.3, 0.9),
  ],
  ['rotation 0.2 Hz', { rotation: { rotationHz: 0.2 } }, (s) => formulas.rotation(s, 0.2)],
  ['rotation backwards', { rotation: { rotationHz: -3 } }, (s) => formulas.rotation(s, -3)],
  ['tremolo', { tremolo: { frequency: 4, depth: 0.75 } }, (s) => formulas.tremolo(s, 4, 0.75)],
  ['vibrato', { vibrato: { frequency: 10, depth: 0.9 } }, (s) => formulas.vibrato(s, 10, 0.9)],
  [
    'karaoke',
    { karaoke: { level: 1, monoLevel: 1, filterBand: 220, filterWidth: 100 } },
    (s) => formulas.karaoke(s, 1, 1, 220, 100),
  ],
  [
    'equalizer',
    { equalizer: gains.map((gain, band) => ({ band, gain })) },
    (s) => formulas.equalizer(s, gains, BANDS),
  ],
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
    (s) => formulas.distortion(s, dist),
  ],
];

describe('the nine filters that work in place', () => {
  it.each(cases)('%s is its formula to 1e-6', (_name, settings, formula) => {
    const input = sound();
    expect(largest(run(settings, input), formula(input))).toBeLessThan(1e-6);
  });

  it.each(cases)('%s does not depend on the size of the blocks', (_name, settings) => {
    const input = sound();
    expect(largest(run(settings, input, 960), run(settings, input, 333))).toBe(0);
  });

  it('use the constants that the design formula of the equalizer gives', () => {
    for (const [i, hz] of formulas.HZ.entries()) {
      const { beta, alpha, gamma } = formulas.design(hz);
      expect(BANDS[i]?.beta).toBeCloseTo(beta, 7);
      expect(BANDS[i]?.alpha).toBeCloseTo(alpha, 7);
      expect(BANDS[i]?.gamma).toBeCloseTo(gamma, 7);
    }
  });

  it('run in the order of the reference: the low pass before the volume', () => {
    const input: Stereo = [
      Float32Array.from({ length: SAMPLES }, (_, i) => 0.9 * Math.sin((2 * Math.PI * 1000 * i) / 48_000)),
      new Float32Array(SAMPLES),
    ];
    const [left] = run({ lowPass: { smoothing: 20 }, volume: 4 }, input);
    expect(Math.max(...left.subarray(4800))).toBe(1);
  });

  it('leave out what would change nothing', () => {
    const nothing: FilterSettings = {
      volume: 1,
      equalizer: [{ band: 3, gain: 0 }],
      timescale: { speed: 1, pitch: 1, rate: 1 },
      tremolo: { frequency: 2, depth: 0 },
      vibrato: { frequency: 2, depth: 0 },
      rotation: { rotationHz: 0 },
      distortion: {
        sinOffset: 0,
        sinScale: 1,
        cosOffset: 0,
        cosScale: 1,
        tanOffset: 0,
        tanScale: 1,
        offset: 0,
        scale: 1,
      },
      channelMix: { leftToLeft: 1, leftToRight: 0, rightToLeft: 0, rightToRight: 1 },
      lowPass: { smoothing: 1 },
      karaoke: null,
    };
    expect(createFilters().chain(nothing)).toBeNull();
  });

  it('never freeze: a tremolo of 14 Hz still swings after ten minutes', () => {
    const chain = createFilters().chain({ tremolo: { frequency: 14, depth: 1 } });
    const [left, right] = [new Float32Array(960), new Float32Array(960)];
    let swing = 0;
    for (let frame = 0; frame < 30_000; frame += 1) {
      left.fill(1);
      chain?.process(left, right);
      if (frame > 29_990) swing = Math.max(swing, Math.max(...left) - Math.min(...left));
    }
    chain?.free();
    expect(swing).toBeGreaterThan(0.7);
  });

  afterAll(() => expect(liveFilterBlocks()).toBe(0));
});

describe('problemWith', () => {
  it.each<[FilterSettings, string]>([
    [{ volume: 6 }, 'volume must be from 0 to 5, not 6'],
    [{ volume: -1 }, 'volume must be from 0 to 5, not -1'],
    [{ equalizer: [{ band: 15, gain: 0 }] }, 'equalizer.band must be from 0 to 14, not 15'],
    [{ tremolo: { frequency: 0, depth: 0.5 } }, 'tremolo.frequency must be above 0 and at most 24000, not 0'],
    [{ tremolo: { frequency: 2, depth: 2 } }, 'tremolo.depth must be from 0 to 1, not 2'],
    [{ vibrato: { frequency: 15, depth: 0.5 } }, 'vibrato.frequency must be above 0 and at most 14, not 15'],
    [{ timescale: { speed: 0, pitch: 1, rate: 1 } }, 'timescale: speed must be from 0.05 to 20, not 0'],
  ])('%j', (settings, problem) => expect(problemWith(settings)).toBe(problem));

  it('lets everything else pass', () => {
    expect(
      problemWith({ lowPass: { smoothing: -3 }, tremolo: { frequency: 0, depth: 0 }, karaoke: null }),
    ).toBeNull();
  });
});
