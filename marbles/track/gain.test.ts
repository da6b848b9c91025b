import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from '../../streams/ports.ts';
import { applyGain, gainTowards, volumeGain } from '../../streams/track/gain.ts';

const FIVE_MS = 240;

/** What a sound of full scale / 20 becomes, which cannot clip, while the volume goes from one to another. */
const ramp = (from: number, to: number): number[] => {
  const levels: number[] = [];
  let gain = volumeGain(from);
  for (let frame = 0; frame < 10; frame += 1) {
    const before = gain;
    gain = gainTowards(before, volumeGain(to));
    const [left, right] = [
      new Float32Array(FRAME_SAMPLES).fill(0.05),
      new Float32Array(FRAME_SAMPLES).fill(-0.05),
    ];
    if (before === 0 && gain === 0) left.fill(0);
    else applyGain(left, right, before, gain);
    levels.push(...left);
  }
  return levels;
};

const db = (level: number): number => 20 * Math.log10(Math.max(level / 0.05, 0.00099));

describe('volumeGain', () => {
  it.each([
    [0, 0],
    [50, 0.4169],
    [75, 0.6731],
    [99, 0.9934],
    [100, 1],
    [101, 1.0253],
    [150, 2.4621],
    [200, 3.2828],
    [1000, 16.414],
  ])('volume %i is a gain of %f (audio.md §2.5)', (volume, gain) => {
    expect(volumeGain(volume)).toBeCloseTo(gain, 10);
  });
});

describe('a change of the volume', () => {
  it('goes by less than 3 dB in 5 ms, whatever it is, and gets there within 180 ms', () => {
    const volume = fc.integer({ min: 0, max: 1000 });
    const check = fc.property(volume, volume, (from, to) => {
      const levels = ramp(from, to);
      let [most, back] = [0, 0];
      levels.forEach((level, i) => {
        const [next = level, later = level] = [levels[i + 1], levels[i + FIVE_MS]];
        if (i % 40 === 0) most = Math.max(most, Math.abs(db(later) - db(level)));
        back = Math.max(back, from >= to ? next - level : level - next);
      });
      expect(most).toBeLessThan(3);
      expect(back).toBe(0);
      expect(levels.at(-1)).toBeCloseTo(0.05 * volumeGain(to), 6);
    });
    fc.assert(check, {
      seed: 3,
      numRuns: 60,
      examples: [
        [100, 0],
        [0, 100],
        [0, 1000],
        [1000, 0],
        [1, 0],
      ],
    });
  });

  it('of a few dB is done within one frame', () => {
    expect(ramp(100, 50)[FRAME_SAMPLES - 1]).toBeCloseTo(0.05 * 0.4169, 6);
  });
});

describe('applyGain', () => {
  const frame = (value: number) => new Float32Array(FRAME_SAMPLES).fill(value);

  it('clips instead of wrapping', () => {
    const left = frame(0.9);
    const right = frame(-0.9);
    applyGain(left, right, 16, 16);
    expect(new Set(left)).toEqual(new Set([1]));
    expect(new Set(right)).toEqual(new Set([-1]));
  });

  it('never wraps: what was positive stays so', () => {
    const left = Float32Array.from({ length: FRAME_SAMPLES }, (_, i) => Math.sin(i / 10));
    const right = left.slice();
    const dry = left.slice();
    applyGain(left, right, volumeGain(1000), volumeGain(1000));
    expect(left.every((x, i) => Math.sign(x) === Math.sign(dry[i] ?? 0) && Math.abs(x) <= 1)).toBe(true);
    expect(left.filter((x) => Math.abs(x) === 1).length).toBeGreaterThan(0.9 * FRAME_SAMPLES);
  });

  it('leaves unity alone, bit for bit', () => {
    const left = frame(1.7);
    applyGain(left, frame(0), 1, 1);
    expect(left[0]).toBe(Math.fround(1.7));
  });
});
