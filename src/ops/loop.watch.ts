/**
 * Does the event loop still turn?
 *
 *     beat      x----x----x-----------------x----x       once a second
 *     stalled   0    0    0                 6 s  0       told until a beat is on time again
 */
import { interval } from 'rxjs';
import type { TimeCtx } from '../../streams/ports.ts';

const BEAT_MS = 1_000;

export interface LoopWatch {
  /** By how much the latest beat was late, or the next one is already, ms; 0 while all is well. */
  readonly stalledMs: () => number;
  readonly stop: () => void;
}

/**
 * A probe that waited for the loop itself is answered right after the stall, when everything is well again; so a late
 * beat counts until the next one.
 * @example const watch = watchLoop({ clock, scheduler }); watch.stalledMs() > 5_000
 */
export const watchLoop = ({ clock, scheduler }: Pick<TimeCtx, 'clock' | 'scheduler'>): LoopWatch => {
  let atMs = clock.now();
  let lateMs = 0;
  const beats = interval(BEAT_MS, scheduler).subscribe(() => {
    const nowMs = clock.now();
    lateMs = nowMs - atMs - BEAT_MS;
    atMs = nowMs;
  });
  return {
    stalledMs: () => Math.max(0, lateMs, clock.now() - atMs - BEAT_MS),
    stop: () => beats.unsubscribe(),
  };
};
