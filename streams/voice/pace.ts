/**
 * When the next socket may be opened, for all guilds of a thread: a few at once, then so many per second. A restart
 * that brings back two thousand players must not cost those who already play a frame.
 *
 *     asked   (abcde)------
 *     go      (ab)-c-d-e---        two at once, then one per beat
 */
import { Observable } from 'rxjs';
import type { TimeCtx } from '../ports.ts';

export interface PaceSettings {
  /** 0: no pacing. */
  readonly perSecond: number;
  /** So many at once when it has been quiet. */
  readonly burst: number;
}

export interface Pace {
  /** Cold; emits once, when it may go, in the order of subscribing. Unsubscribing gives the place to who is behind. */
  readonly go: () => Observable<null>;
}

/** `settings` are asked each time: they may change. */
export const pace = (
  settings: () => PaceSettings,
  { scheduler, clock }: Pick<TimeCtx, 'scheduler' | 'clock'>,
): Pace => {
  const waiting: (() => void)[] = [];
  let isTiming = false;
  /** How many may go at once, as of `atMs`. */
  let left = Infinity;
  let atMs = clock.now();

  const gapMs = (): number => {
    const { perSecond } = settings();
    return perSecond > 0 ? 1000 / perSecond : 0;
  };
  const refill = (): void => {
    const now = clock.now();
    const gap = gapMs();
    left = gap === 0 ? Infinity : Math.min(settings().burst, left + (now - atMs) / gap);
    atMs = now;
  };
  const start = (): void => {
    isTiming = waiting.length > 0;
    // Never more than one, however late the timer is: after a stall nobody must come in a crowd.
    if (isTiming) scheduler.schedule(release, gapMs());
  };
  const release = (): void => {
    refill();
    left = Math.max(0, left - 1);
    const go = waiting.shift();
    start();
    go?.();
  };

  return {
    go: () =>
      new Observable((subscriber) => {
        const go = (): void => {
          subscriber.next(null);
          subscriber.complete();
        };
        refill();
        if (waiting.length === 0 && left >= 1) {
          left -= 1;
          go();
          return undefined;
        }
        waiting.push(go);
        if (!isTiming) start();
        return () => {
          const index = waiting.indexOf(go);
          if (index >= 0) waiting.splice(index, 1);
        };
      }),
  };
};
