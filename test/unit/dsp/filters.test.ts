import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { BANDS } from '../../../src/dsp/equalizer/bands.ts';
import { createFilters, liveFilterBlocks, problemWith } from '../../../src/dsp/index.ts';
import type { FilterSettings } from '../../../streams/commands.ts';
import { cases } from './cases.ts';
import * as formulas from './formulas.ts';
import type { Stereo } from './formulas.ts';
import { largest, run, sound } from './support.ts';

const SAMPLES = 9600;

describe('the nine filters that work in place', () => {
  it.each(cases)('%s %j is its formula to 1e-6', (name, value, formula) => {
    const input = sound();
    expect(problemWith({ [name]: value })).toBeNull();
    expect(largest(run({ [name]: value }, input), formula(input))).toBeLessThan(1e-6);
  });

  it.each(cases)('%s %j does not depend on the size of the blocks', (name, value) => {
    const [input, settings] = [sound(4000), { [name]: value }];
    const whole = run(settings, input);
    const sizes = fc.array(fc.integer({ min: 1, max: 960 }), { minLength: 1, maxLength: 5 });
    const check = fc.property(sizes, (blocks) => {
      expect(largest(run(settings, input, blocks), whole)).toBe(0);
    });
    fc.assert(check, { seed: 1, numRuns: 3 });
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
    [
      { tremolo: { frequency: 30_000, depth: 0.5 } },
      'tremolo.frequency must be above 0 and at most 24000, not 30000',
    ],
    [{ vibrato: { frequency: 0, depth: 0.5 } }, 'vibrato.frequency must be above 0 and at most 14, not 0'],
    [{ vibrato: { frequency: 2, depth: -0.5 } }, 'vibrato.depth must be from 0 to 1, not -0.5'],
    [{ rotation: { rotationHz: 25_000 } }, 'rotation.rotationHz must be from −24000 to 24000, not 25000'],
    [
      { karaoke: { level: 1, monoLevel: 1, filterBand: 220, filterWidth: -1 } },
      'karaoke.filterWidth must not be negative, but is -1',
    ],
    [{ timescale: { speed: 0, pitch: 1, rate: 1 } }, 'timescale.speed must be from 0.05 to 20, not 0'],
    [{ timescale: { speed: 1, pitch: -1, rate: 1 } }, 'timescale.pitch must be from 0.05 to 20, not -1'],
    [{ timescale: { speed: 1, pitch: 1, rate: 21 } }, 'timescale.rate must be from 0.05 to 20, not 21'],
    [
      { timescale: { speed: 10, pitch: 1, rate: 3 } },
      'timescale: speed × rate must be from 0.05 to 20, not 30',
    ],
  ])('%j', (settings, problem) => expect(problemWith(settings)).toBe(problem));

  it('lets everything else pass', () => {
    expect(
      problemWith({ lowPass: { smoothing: -3 }, tremolo: { frequency: 0, depth: 0 }, karaoke: null }),
    ).toBeNull();
  });
});
