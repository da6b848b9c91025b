/**
 * `resamplingQuality` in numbers: the same for our own resampler and for FFmpeg's, so that it does not matter which
 * one is installed. From 44.1 kHz a tone of 10 kHz comes out with more than 95, 105 and 115 dB to spare, and tones are
 * kept up to 18, 19 and 20 kHz. (At LOW the reference interpolates linearly.)
 */

export type ResamplingQuality = 'LOW' | 'MEDIUM' | 'HIGH';

export interface ResamplingFilter {
  /** Input samples that one output sample is made of, an even number; more in proportion for rates above 48 kHz. */
  readonly taps: number;
  /** Shape of the Kaiser window: β = 0.1102 (A − 8.7) for A dB. */
  readonly beta: number;
}

export const RESAMPLING: Readonly<Record<ResamplingQuality, ResamplingFilter>> = {
  LOW: { taps: 32, beta: 9.5 },
  MEDIUM: { taps: 64, beta: 10.5 },
  HIGH: { taps: 96, beta: 12 },
};
