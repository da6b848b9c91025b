/** Second-order low and high pass, Q = 0.707: 12 dB an octave (R. Bristow-Johnson's “Audio EQ Cookbook”). */
import { RATE, TWO_PI } from '../../filter.ts';

const Q = 0.707;

/** y[n] = b0·x[n] + b1·x[n−1] + b2·x[n−2] − a1·y[n−1] − a2·y[n−2]. */
export interface Coefficients {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/** `hz`: the cut-off, −3 dB, above 0 and below 24000. */
export const coefficients = (kind: 'low' | 'high', hz: number): Coefficients => {
  const w = (TWO_PI * hz) / RATE;
  const alpha = Math.sin(w) / (2 * Q);
  const gain = kind === 'low' ? 1 - Math.cos(w) : 1 + Math.cos(w);
  const outer = gain / 2 / (1 + alpha);
  return {
    b0: outer,
    b1: kind === 'low' ? 2 * outer : -2 * outer,
    b2: outer,
    a1: (-2 * Math.cos(w)) / (1 + alpha),
    a2: (1 - alpha) / (1 + alpha),
  };
};
