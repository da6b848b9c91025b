import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from '../../streams/ports.ts';
import { applyGain, volumeGain } from '../../streams/track/gain.ts';

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

describe('applyGain', () => {
  const frame = (value: number) => new Float32Array(FRAME_SAMPLES).fill(value);

  it('clips instead of wrapping', () => {
    const left = frame(0.9);
    const right = frame(-0.9);
    applyGain(left, right, 16, 16);
    expect(new Set(left)).toEqual(new Set([1]));
    expect(new Set(right)).toEqual(new Set([-1]));
  });

  it('moves from one gain to the other without a step', () => {
    const left = frame(1);
    applyGain(left, frame(1), 1, 0);
    let most = 0;
    for (let i = 1; i < left.length; i += 1) {
      most = Math.max(most, Math.abs((left[i] ?? 0) - (left[i - 1] ?? 0)));
    }
    expect(most).toBeLessThan(0.002);
    expect(left.at(-1)).toBeCloseTo(0, 6);
  });

  it('leaves unity alone, bit for bit', () => {
    const left = frame(1.7);
    applyGain(left, frame(0), 1, 1);
    expect(left[0]).toBe(Math.fround(1.7));
  });
});
