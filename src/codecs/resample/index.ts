/**
 * Any rate from 8 to 192 kHz to 48 kHz, in TypeScript: for the adapters whose library does not resample. Its quality
 * is the one that was configured (`quality.ts`).
 */
import { SAMPLE_RATE } from '../../../streams/ports.ts';
import type { Collector } from '../collector.ts';
import { CodecError } from '../provider.ts';
import { RESAMPLING } from './quality.ts';
import type { ResamplingQuality } from './quality.ts';
import { PolyphaseResampler } from './resampler.ts';

export { RESAMPLING } from './quality.ts';
export type { ResamplingFilter, ResamplingQuality } from './quality.ts';

export interface Resampler {
  /** Hz. */
  readonly inputRate: number;
  /** Both channels of one length, any number of samples. */
  push(left: Float32Array, right: Float32Array, out: Collector): void;
  /** Gives what is still inside; all output is then ⌈input · 48,000 / rate⌉ samples. The end of its use. */
  flush(out: Collector): void;
}

const [MIN_RATE, MAX_RATE] = [1000, 768_000];

/**
 * @throws {CodecError} for a rate that no sound has (a lie in a header)
 * @example
 *   const resampler = createResampler(44_100, 'LOW');
 *   resampler.push(left, right, collector);
 *   resampler.flush(collector);
 */
export const createResampler = (inputRate: number, quality: ResamplingQuality = 'LOW'): Resampler => {
  if (!Number.isInteger(inputRate) || inputRate < MIN_RATE || inputRate > MAX_RATE)
    throw new CodecError(`A sampling rate of ${inputRate} Hz cannot be played.`);
  return new PolyphaseResampler(inputRate, SAMPLE_RATE, RESAMPLING[quality]);
};
