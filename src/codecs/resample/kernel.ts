/**
 * The filter of the resampler: a low-pass sinc under a Kaiser window (J. F. Kaiser, "Nonrecursive digital filter
 * design using the I0-sinh window function", 1974), cut into one row of taps per phase between two input samples.
 */
import type { ResamplingFilter } from './quality.ts';

export interface Kernel {
  /** Distance of two output samples, in `1 / phases` of an input sample; may have a fraction when `isExact` is false. */
  readonly step: number;
  readonly phases: number;
  /** True when every output sample falls on a phase of the table; else two rows are interpolated. */
  readonly isExact: boolean;
  /** Taps per row, an even number; the row's middle is between taps `taps / 2 − 1` and `taps / 2`. */
  readonly taps: number;
  /** Row by row; one row more than there are phases, so that the last one has a neighbour. */
  readonly rows: Float64Array;
}

/** Rates far beyond any music's are resampled with what LOW would take, so that no header can order a huge table. */
const MAX_HALF_TAPS = 256;

/** Tables with more phases than this (11,025 Hz has 640) are replaced by interpolation. */
const MAX_PHASES = 640;

/** Error of interpolating linearly between phases is (π / phases)² / 8 at most: −118 dB. */
const INTERPOLATED_PHASES = 1024;

/** A stream may claim any rate; only this many tables (of up to 4 MB, 0.1 MB for the usual rates) are kept. */
const MAX_CACHED = 8;

const cache = new Map<string, Kernel>();

/** The filter for a pair of rates (Hz); tables are shared and kept. */
export const kernelFor = (inputRate: number, outputRate: number, filter: ResamplingFilter): Kernel => {
  const key = `${inputRate}/${outputRate}/${filter.taps}/${filter.beta}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const kernel = design(inputRate, outputRate, filter);
  const [oldest] = cache.keys();
  if (cache.size >= MAX_CACHED && oldest !== undefined) cache.delete(oldest);
  cache.set(key, kernel);
  return kernel;
};

const design = (inputRate: number, outputRate: number, filter: ResamplingFilter): Kernel => {
  const exactPhases = outputRate / greatestCommonDivisor(inputRate, outputRate);
  const isExact = exactPhases <= MAX_PHASES;
  const phases = isExact ? exactPhases : INTERPOLATED_PHASES;
  const cutoff = Math.min(1, outputRate / inputRate);
  const half = Math.min(MAX_HALF_TAPS, Math.ceil(filter.taps / 2 / cutoff));
  const taps = 2 * half;
  const rows = new Float64Array((phases + 1) * taps);
  for (let phase = 0; phase <= phases; phase++)
    fillRow(rows.subarray(phase * taps, (phase + 1) * taps), phase / phases, cutoff, filter.beta);
  return { step: (inputRate / outputRate) * phases, phases, isExact, taps, rows };
};

/** Taps for an output sample that lies `fraction` after the middle input sample; they add up to 1. */
const fillRow = (row: Float64Array, fraction: number, cutoff: number, beta: number): void => {
  const half = row.length / 2;
  let sum = 0;
  for (let tap = 0; tap < row.length; tap++) {
    const distance = tap - (half - 1) - fraction;
    const value = sinc(distance * cutoff) * kaiser(distance / half, beta);
    row[tap] = value;
    sum += value;
  }
  for (let tap = 0; tap < row.length; tap++) row[tap] = (row[tap] ?? 0) / sum;
};

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const kaiser = (x: number, beta: number): number =>
  Math.abs(x) >= 1 ? 0 : bessel0(beta * Math.sqrt(1 - x * x)) / bessel0(beta);

/** Modified Bessel function of the first kind, order 0, by its power series. */
const bessel0 = (x: number): number => {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
};

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);
