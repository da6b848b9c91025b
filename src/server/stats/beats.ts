/** A steady beat. */
import type { Observable, SchedulerLike } from 'rxjs';
import { defer, map, repeat, timer } from 'rxjs';

/**
 * Emits 0 at once (in a turn of its own) and then 1, 2, … every `periodMs`, each counted from the beginning, so that late timers
 * do not add up. Clients cut off a node whose beat drifts (clients.md §5).
 */
export const beats = (periodMs: number, scheduler: SchedulerLike): Observable<number> =>
  defer(() => {
    const start = scheduler.now();
    let beat = -1;
    return timer(0, scheduler).pipe(
      map(() => (beat += 1)),
      repeat({
        delay: (count) => timer(Math.max(0, start + count * periodMs - scheduler.now()), scheduler),
      }),
    );
  });
