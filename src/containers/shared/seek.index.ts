/** Frames whose place and time are known because we walked over them: what makes the second seek exact. */
import type { TimePoint } from './time.map.ts';

/** One point a second: 60 KB for a track of an hour. */
const STEP_MS = 1000;

export class SeekIndex {
  readonly #points: TimePoint[];

  constructor(first: TimePoint) {
    this.#points = [first];
  }

  /** Only for frames of which both are known for sure; those that are close to a known one are not kept. */
  add(offset: number, ms: number): void {
    const last = this.#points.at(-1);
    if (last !== undefined && ms >= last.ms + STEP_MS) this.#points.push({ offset, ms });
  }

  /** The last known frame at or before `ms`. */
  before(ms: number): TimePoint {
    let low = 0;
    let high = this.#points.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#points[middle]?.ms ?? Infinity) <= ms) low = middle;
      else high = middle;
    }
    return this.#points[low] ?? { offset: 0, ms: 0 };
  }
}
