/**
 * When the next socket may be opened, for all guilds of a thread: a few at once, then so many per second. A restart
 * that brings back two thousand players must not cost those who already play a frame.
 *
 *     asked   (abcde)------
 *     go      (ab)-c-d-e---        two at once, then one per beat
 */
import { defer, map, of, timer, type Observable } from 'rxjs';
import type { TimeCtx } from '../ports.ts';

export interface PaceSettings {
  /** 0: no pacing. */
  readonly perSecond: number;
  /** So many at once when it has been quiet. */
  readonly burst: number;
}

export interface Pace {
  /** Cold; emits once, when it may go. Unsubscribing does not give its place to those behind it. */
  readonly go: () => Observable<null>;
}

export const pace = (
  settings: () => PaceSettings,
  { scheduler, clock }: Pick<TimeCtx, 'scheduler' | 'clock'>,
): Pace => {
  /** When the next one would be due if there were no burst. */
  let dueMs = -Infinity;
  return {
    go: () =>
      defer(() => {
        const { perSecond, burst } = settings();
        if (perSecond <= 0) return of(null);
        const gapMs = 1000 / perSecond;
        const now = clock.now();
        dueMs = Math.max(dueMs, now - gapMs * (Math.max(1, burst) - 1));
        const waitMs = dueMs - now;
        dueMs += gapMs;
        return waitMs <= 0 ? of(null) : timer(waitMs, scheduler).pipe(map(() => null));
      }),
  };
};
