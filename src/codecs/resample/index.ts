/**
 * Any rate from 8 to 192 kHz to 48 kHz, in TypeScript: for the adapters whose library does not resample. 32 taps at
 * and below 48 kHz: flat to 18 kHz, images and aliases about 95 dB down.
 */
import { SAMPLE_RATE } from '../../../streams/ports.ts';
import type { Collector } from '../collector.ts';
import { CodecError } from '../provider.ts';
import { PolyphaseResampler } from './resampler.ts';

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
 *   const resampler = createResampler(44_100);
 *   resampler.push(left, right, collector);
 *   resampler.flush(collector);
 */
export const createResampler = (inputRate: number, outputRate: number = SAMPLE_RATE): Resampler => {
  if (!Number.isInteger(inputRate) || inputRate < MIN_RATE || inputRate > MAX_RATE)
    throw new CodecError(`A sampling rate of ${inputRate} Hz cannot be played.`);
  return new PolyphaseResampler(inputRate, outputRate);
};
