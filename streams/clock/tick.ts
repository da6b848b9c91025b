/**
 * The shard's beat.
 *
 *     due       0    20    40    60    80          drift-corrected: due times are multiples of the period,
 *     timer     0     21   40      66  80          a late timer never shifts the next one
 *     frames    1      1    1       1   1          after a stall of several periods: up to 3 at once, then re-base
 */
import { Observable } from 'rxjs';
import type { TimeCtx } from '../ports.ts';

export interface Tick {
  /** How many frames are due now: 1, more only to catch up. */
  readonly frames: number;
  /** How late the timer was, ms (≥ 0). */
  readonly lateMs: number;
}

/** A stall longer than this is given up rather than sent as a burst, as the reference does. */
const MAX_CATCH_UP_FRAMES = 3;

/** Timers count whole milliseconds: one that fires this share of a period early (1 ms of 20) is on time. */
const EARLY = 0.05;

/**
 * One emission per period, drift-corrected. Cold; unsubscribing stops the timer. The first tick comes at once.
 *
 * @example tick(20, ctx).subscribe(({ frames }) => sendOneFramePerGuild(frames))
 */
export const tick = (periodMs: number, ctx: Pick<TimeCtx, 'clock' | 'scheduler'>): Observable<Tick> =>
  new Observable((subscriber) => {
    let dueMs = ctx.clock.now();
    return ctx.scheduler.schedule(function () {
      const nowMs = ctx.clock.now();
      const elapsed = Math.floor((nowMs - dueMs) / periodMs + EARLY) + 1;
      if (elapsed > 0) {
        const lateMs = Math.max(0, nowMs - dueMs);
        dueMs = elapsed > MAX_CATCH_UP_FRAMES ? nowMs + periodMs : dueMs + elapsed * periodMs;
        subscriber.next({ frames: Math.min(elapsed, MAX_CATCH_UP_FRAMES), lateMs });
      }
      if (!subscriber.closed) this.schedule(undefined, Math.max(0, dueMs - ctx.clock.now()));
    }, 0);
  });
