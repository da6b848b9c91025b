/** The resampler against the sine that it should give: signal to noise by rate and frequency, and exact lengths. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Collector } from '../../../src/codecs/collector.ts';
import { CodecError } from '../../../src/codecs/index.ts';
import { createResampler } from '../../../src/codecs/resample/index.ts';
import type { Pcm } from '../../../streams/ports.ts';

const sine = (hertz: number, sampleRate: number, length: number): Float32Array =>
  Float32Array.from({ length }, (_, index) => 0.5 * Math.sin((2 * Math.PI * hertz * index) / sampleRate));

const resample = (samples: Float32Array, rate: number, blockLength: number): Pcm => {
  const resampler = createResampler(rate);
  const out = new Collector();
  for (let at = 0; at < samples.length; at += blockLength) {
    const block = samples.subarray(at, at + blockLength);
    resampler.push(block, block, out);
  }
  resampler.flush(out);
  return out.take();
};

const signalToNoise = (rate: number, hertz: number): number => {
  const { left } = resample(sine(hertz, rate, rate), rate, 1152);
  const wanted = sine(hertz, 48_000, left.length);
  let [signal, noise] = [0, 0];
  for (let i = 1000; i < left.length - 1000; i++) {
    const [given, ideal] = [left[i] ?? 0, wanted[i] ?? 0];
    signal += ideal ** 2;
    noise += (given - ideal) ** 2;
  }
  return 10 * Math.log10(signal / noise);
};

describe('resampler', () => {
  it.each([
    [44_100, 1000, 98],
    [44_100, 10_000, 98],
    [44_100, 15_000, 92],
    [44_100, 18_000, 75],
    [8000, 1000, 95],
    [11_025, 2500, 95],
    [16_000, 3000, 95],
    [22_050, 5000, 95],
    [24_000, 5000, 95],
    [32_000, 8000, 95],
    [88_200, 10_000, 92],
    [96_000, 10_000, 95],
    [176_400, 10_000, 95],
    [192_000, 10_000, 95],
    // Rates that share no phase with 48 kHz go through the interpolated table.
    [44_101, 10_000, 98],
    [22_255, 5000, 95],
  ])('from %i Hz keeps a tone of %i Hz with at least %i dB to spare', (rate, hertz, decibels) => {
    expect(signalToNoise(rate, hertz)).toBeGreaterThan(decibels);
  });

  it('lets nothing of 30 kHz through from 96 kHz', () => {
    const { left } = resample(sine(30_000, 96_000, 96_000), 96_000, 4096);
    const peak = left.subarray(500, -500).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    expect(20 * Math.log10(peak / 0.5)).toBeLessThan(-85);
  });

  it('gives ⌈input · 48,000 / rate⌉ samples, the same for every way of cutting the input', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8000, max: 192_000 }),
        fc.integer({ min: 1, max: 6000 }),
        fc.integer({ min: 1, max: 2000 }),
        (rate, length, blockLength) => {
          const samples = sine(440, rate, length);
          const whole = resample(samples, rate, length);
          const cut = resample(samples, rate, blockLength);
          expect(whole.left.length).toBe(Math.ceil((length * 48_000) / rate - 1e-6));
          expect(cut).toEqual(whole);
        },
      ),
      { seed: 42, numRuns: 150 },
    );
  });

  it('keeps the channels apart', () => {
    const resampler = createResampler(44_100);
    const out = new Collector();
    resampler.push(sine(1000, 44_100, 4410), new Float32Array(4410), out);
    const { left, right } = out.take();
    expect(Math.max(...left)).toBeGreaterThan(0.49);
    expect(right.every((sample) => sample === 0)).toBe(true);
  });

  it.each([0, -44_100, 44_100.5, NaN, 1e9])('refuses a rate of %d Hz', (rate) => {
    expect(() => createResampler(rate)).toThrow(CodecError);
  });
});
