/** What a test asks of sound: is it there, how loud, which tone, how long, with which holes. No dependencies. */
import { writeFile } from 'node:fs/promises';
import type { Pcm } from '../../streams/ports.ts';

const RATE = 48_000;

/** From 0 dB (full scale) down; a sample of nothing but zeros is −Infinity. */
export const toDb = (amplitude: number): number => 20 * Math.log10(amplitude);

/** Root mean square of the samples; 0 for none. A full-scale sine has 1/√2. */
export const rms = (samples: Float32Array): number => {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
};

/** Level in dB relative to full scale: a full-scale sine has −3.01 dB. */
export const levelDb = (samples: Float32Array): number => toDb(rms(samples));

/** Largest absolute sample; 0 for none. */
export const peak = (samples: Float32Array): number => {
  let most = 0;
  for (const sample of samples) most = Math.max(most, Math.abs(sample));
  return most;
};

/**
 * Amplitude of one tone in the samples (Goertzel's algorithm): a sine of amplitude a and exactly `hz` gives a.
 * Tones nearer than about `rate / samples.length` Hz leak into each other.
 */
export const toneAmplitude = (samples: Float32Array, hz: number, rate = RATE): number => {
  const angle = (2 * Math.PI * hz) / rate;
  const factor = 2 * Math.cos(angle);
  let one = 0;
  let two = 0;
  for (const sample of samples) {
    const next = sample + factor * one - two;
    two = one;
    one = next;
  }
  const power = one * one + two * two - factor * one * two;
  return samples.length === 0 ? 0 : (2 * Math.sqrt(Math.max(0, power))) / samples.length;
};

/** In-place radix-2 FFT (Cooley–Tukey); the length must be a power of two. */
const fft = (re: Float64Array, im: Float64Array): void => {
  const n = re.length;
  const at = (values: Float64Array, index: number): number => values[index] ?? 0;
  for (let i = 1, j = 0; i < n; i += 1) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    [re[i], re[j]] = [at(re, j), at(re, i)];
    [im[i], im[j]] = [at(im, j), at(im, i)];
  }
  for (let size = 2; size <= n; size <<= 1) {
    for (let k = 0; k < size / 2; k += 1) {
      const cos = Math.cos((-2 * Math.PI * k) / size);
      const sin = Math.sin((-2 * Math.PI * k) / size);
      for (let even = k; even < n; even += size) {
        const odd = even + size / 2;
        const oddRe = at(re, odd) * cos - at(im, odd) * sin;
        const oddIm = at(re, odd) * sin + at(im, odd) * cos;
        re[odd] = at(re, even) - oddRe;
        im[odd] = at(im, even) - oddIm;
        re[even] = at(re, even) + oddRe;
        im[even] = at(im, even) + oddIm;
      }
    }
  }
};

/**
 * Frequency of the strongest tone in Hz (Hann window, FFT over at most 65,536 samples from the middle, parabola
 * through the peak: good to about 0.1 Hz over a second). NaN for silence or fewer than 64 samples.
 */
export const peakHz = (samples: Float32Array, rate = RATE): number => {
  const n = Math.min(65_536, 2 ** Math.floor(Math.log2(samples.length)));
  if (n < 64 || peak(samples) === 0) return NaN;
  const first = Math.floor((samples.length - n) / 2);
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    re[i] = (samples[first + i] ?? 0) * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / n));
  }
  fft(re, im);
  const magnitude = (bin: number): number => Math.log(Math.hypot(re[bin] ?? 0, im[bin] ?? 0) + 1e-12);
  let best = 1;
  for (let bin = 2; bin < n / 2; bin += 1) if (magnitude(bin) > magnitude(best)) best = bin;
  const [below, top, above] = [magnitude(best - 1), magnitude(best), magnitude(best + 1)];
  const bend = below - 2 * top + above;
  return ((best + (bend === 0 ? 0 : (0.5 * (below - above)) / bend)) * rate) / n;
};

/** Part of the sound; times in ms. */
export const slice = (pcm: Pcm, fromMs: number, toMs: number): Pcm => {
  const [from, to] = [fromMs, toMs].map((ms) => Math.max(0, Math.round((ms * RATE) / 1000)));
  return { left: pcm.left.slice(from, to), right: pcm.right.slice(from, to) };
};

export interface SoundSpan {
  readonly startMs: number;
  readonly endMs: number;
  readonly durationMs: number;
}

const span = (from: number, to: number): SoundSpan => ({
  startMs: (from * 1000) / RATE,
  endMs: (to * 1000) / RATE,
  durationMs: ((to - from) * 1000) / RATE,
});

const loudSamples = function* (pcm: Pcm, thresholdDb: number): Generator<number> {
  const threshold = 10 ** (thresholdDb / 20);
  for (let i = 0; i < pcm.left.length; i += 1) {
    if (Math.max(Math.abs(pcm.left[i] ?? 0), Math.abs(pcm.right[i] ?? 0)) > threshold) yield i;
  }
};

/** From the first to the last sample above the threshold in either channel; null where there is none. */
export const soundSpan = (pcm: Pcm, thresholdDb = -60): SoundSpan | null => {
  let first = -1;
  let last = -1;
  for (const at of loudSamples(pcm, thresholdDb)) {
    if (first < 0) first = at;
    last = at;
  }
  return first < 0 ? null : span(first, last + 1);
};

/**
 * Holes inside the sound: stretches of at least `minMs` in which no sample of either channel is above the
 * threshold. Silence before the first and after the last sound is not a hole. A tone crosses zero, so keep `minMs`
 * above half its period.
 */
export const gaps = (pcm: Pcm, minMs = 5, thresholdDb = -60): readonly SoundSpan[] => {
  const found: SoundSpan[] = [];
  let last: number | undefined;
  for (const at of loudSamples(pcm, thresholdDb)) {
    if (last !== undefined && at - last - 1 >= (minMs * RATE) / 1000) found.push(span(last + 1, at));
    last = at;
  }
  return found;
};

/** Writes 16-bit stereo WAV, 48 kHz; samples beyond full scale are clipped. */
export const writeWav = async (path: string, pcm: Pcm): Promise<void> => {
  const frames = pcm.left.length;
  const bytes = Buffer.alloc(44 + frames * 4);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + frames * 4, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(RATE * 4, 28);
  bytes.writeUInt16LE(4, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(frames * 4, 40);
  const int16 = (sample: number): number => Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
  for (let i = 0; i < frames; i += 1) {
    bytes.writeInt16LE(int16(pcm.left[i] ?? 0), 44 + i * 4);
    bytes.writeInt16LE(int16(pcm.right[i] ?? 0), 46 + i * 4);
  }
  await writeFile(path, bytes);
};
