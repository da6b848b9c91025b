/** Where in the track a segment begins, when it is not known from the one before it. */
import type { Segment } from './playlist.ts';

/** The clock of transport streams begins anew after 33 bits at 90 kHz. */
const CLOCK_MS = 2 ** 33 / 90;
/** Durations in lists are rounded and add up; a clock that disagrees with them by more is wrong. */
const MAX_DRIFT_MS = 5000;

/** From `from` to `to`, nearest to zero. */
const between = (from: number, to: number): number => {
  const ms = to - from;
  return Math.abs(ms) > CLOCK_MS / 2 ? ms - Math.round(ms / CLOCK_MS) * CLOCK_MS : ms;
};

interface Anchor {
  readonly clockMs: number;
  readonly positionMs: number;
}

export class Timeline {
  /** By period. */
  readonly #anchors = new Map<number, Anchor>();

  /**
   * The list says when a segment begins, but only roughly: the sound in it may begin a bit later. Its clock says it
   * exactly, once the place of another moment on the same clock is known.
   */
  positionMs({ period, startMs }: Segment, clockMs: number | undefined): number {
    const anchor = this.#anchors.get(period);
    if (anchor === undefined || clockMs === undefined) return startMs;
    const ms = anchor.positionMs + between(anchor.clockMs, clockMs);
    return Math.abs(ms - startMs) > MAX_DRIFT_MS ? startMs : ms;
  }

  /** The first sound that is known of a period. */
  note({ period }: Segment, clockMs: number | undefined, positionMs: number): void {
    if (clockMs !== undefined && !this.#anchors.has(period))
      this.#anchors.set(period, { clockMs, positionMs });
  }
}
