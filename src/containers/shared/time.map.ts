/** Where in a file is which moment? Exact for constant bit rates, an estimate from a few points for all others. */

export interface TimePoint {
  readonly offset: number;
  readonly ms: number;
}

export interface TimeMap {
  /** Does `msAt` tell the true time of a frame that begins at the offset? */
  readonly isExact: boolean;
  /** Where to look for the frame at `ms`: at or shortly before it. */
  offsetAt(ms: number): number;
  /** Time of a frame that begins at `offset`. */
  msAt(offset: number): number;
}

/** Padding shifts a frame of constant bit rate by less than a byte from where the average says; one more for safety. */
const PADDING_BYTES = 2;

/** All frames alike: `frameBytes` may have a fraction (417.96 for 128 kb/s at 44.1 kHz). */
export const constantMap = (start: number, frameBytes: number, frameMs: number): TimeMap => ({
  isExact: true,
  offsetAt: (ms) =>
    Math.max(start, start + Math.floor(Math.floor(ms / frameMs + 1e-6) * frameBytes) - PADDING_BYTES),
  msAt: (offset) => Math.max(0, Math.round((offset - start) / frameBytes)) * frameMs,
});

type Axis = 'offset' | 'ms';

const interpolate = (points: readonly TimePoint[], from: Axis, to: Axis, value: number): number => {
  let low = 0;
  let high = points.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.[from] ?? Infinity) <= value) low = middle;
    else high = middle;
  }
  const a = points[low];
  const b = points[high];
  if (a === undefined || b === undefined) return 0;
  const span = b[from] - a[from];
  const share = span > 0 ? Math.min(1, Math.max(0, (value - a[from]) / span)) : 0;
  return a[to] + share * (b[to] - a[to]);
};

/**
 * Straight lines between points; a point that goes back in time or place is left out.
 *
 * @example pointMap([{ offset: 500, ms: 0 }, { offset: 9000, ms: 700 }, { offset: 20_000, ms: 1100 }])
 */
export const pointMap = (points: readonly TimePoint[]): TimeMap => {
  const rising: TimePoint[] = [];
  for (const point of points) {
    const last = rising.at(-1);
    if (last === undefined || (point.offset > last.offset && point.ms > last.ms)) rising.push(point);
  }
  return {
    isExact: false,
    offsetAt: (ms) => Math.floor(interpolate(rising, 'ms', 'offset', ms)),
    msAt: (offset) => interpolate(rising, 'offset', 'ms', offset),
  };
};
