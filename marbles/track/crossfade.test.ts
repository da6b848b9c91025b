import { expect, it } from 'vitest';
import { crossfade } from '../../streams/track/crossfade.ts';

const of = (value: number) => ({
  left: new Float32Array(960).fill(value),
  right: new Float32Array(960).fill(-value),
});

it('keeps the power of unlike sounds, sample for sample', () => {
  const [fading, rising] = [of(0.5), of(0)];
  crossfade(fading, of(0), 0.2, 0.7);
  crossfade(rising, of(0.5), 0.2, 0.7);
  fading.left.forEach((sample, i) => {
    expect(sample ** 2 + (rising.left[i] ?? 0) ** 2).toBeCloseTo(0.25, 6);
  });
  expect(fading.left[959]).toBeCloseTo(0.5 * Math.cos(0.35 * Math.PI), 6);
  expect(rising.right[959]).toBeCloseTo(-0.5 * Math.sin(0.35 * Math.PI), 6);
});

it('clips, and knows nothing beyond either end', () => {
  const loud = of(1);
  crossfade(loud, of(1), 0.5, 0.5);
  expect(loud.left[10]).toBe(1);
  const before = of(0.5);
  crossfade(before, of(0.25), -2, -1);
  expect(before.left[10]).toBe(0.5);
  const behind = of(0.5);
  crossfade(behind, of(0.25), 1, 3);
  expect(behind.left[10]).toBeCloseTo(0.25, 6);
});
