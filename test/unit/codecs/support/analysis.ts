/** What a test asks of sound: which tones, how loud, how alike. */
import type { Pcm } from '../../../../streams/ports.ts';

/** Amplitude of one frequency (Goertzel over a Hann window, so that other tones do not leak in). */
export const amplitudeOf = (samples: Float32Array, hertz: number, sampleRate = 48_000): number => {
  const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / sampleRate);
  let [before, last] = [0, 0];
  samples.forEach((sample, index) => {
    const window = 1 - Math.cos((2 * Math.PI * index) / samples.length);
    [before, last] = [last, sample * window + coefficient * last - before];
  });
  const power = last * last + before * before - coefficient * last * before;
  return (2 * Math.sqrt(Math.max(0, power))) / samples.length;
};

export const decibels = (ratio: number): number => 20 * Math.log10(ratio);

/** Without the first and last tenth of a second, where encoders fade in and out. */
export const middle = (samples: Float32Array): Float32Array => samples.subarray(4800, samples.length - 4800);

export const joined = (parts: readonly Pcm[]): Pcm => {
  const join = (pick: (pcm: Pcm) => Float32Array): Float32Array => {
    const all = new Float32Array(parts.reduce((sum, part) => sum + pick(part).length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(pick(part), at);
      at += pick(part).length;
    }
    return all;
  };
  return { left: join((pcm) => pcm.left), right: join((pcm) => pcm.right) };
};

/** How far apart two signals are at the best shift of up to `maxShift` samples: [shift, error relative to the first in dB]. */
export const difference = (a: Float32Array, b: Float32Array, maxShift = 0): readonly [number, number] => {
  let best: readonly [number, number] = [0, Infinity];
  for (let shift = -maxShift; shift <= maxShift; shift++) {
    let [signal, error] = [0, 0];
    for (let i = 9600; i < Math.min(a.length, b.length) - 9600; i++) {
      const [x, y] = [a[i] ?? 0, b[i + shift] ?? 0];
      signal += x * x;
      error += (x - y) ** 2;
    }
    const level = 10 * Math.log10((error + 1e-20) / signal);
    if (level < best[1]) best = [shift, level];
  }
  return best;
};
