/** Where a packet is in the file and in time, and what gives them in their order. */

export interface Sample {
  readonly offset: number;
  readonly size: number;
  /** Decoding time and duration in the track's time scale. */
  readonly ticks: number;
  readonly duration: number;
}

export interface Samples {
  /** Time behind the last sample, in ticks. */
  readonly endTicks: number;
  /** The next sample; null at the end. */
  next(): Sample | null;
  /** The next one will be the last that begins at or before `ticks`, or the first of all. */
  seek(ticks: number): void;
}

/** Index of the last entry of a rising list that is at most `value`; 0 if there is none. */
export const lastAtMost = (rising: Float64Array, value: number): number => {
  let low = 0;
  let high = rising.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? Infinity) <= value) low = middle;
    else high = middle;
  }
  return low;
};
