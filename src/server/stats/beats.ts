/** A steady beat. */
import type { Observable, SchedulerLike } from 'rxjs';
import { defer, expand, map, timer } from 'rxjs';

/**
 * Emits 0 at once (in a turn of its own) and then 1, 2, … every `periodMs`, each counted from the beginning, so that
 * late timers do not add up. Clients cut off a node whose beat drifts (clients.md §5).
 */
export const beats = (periodMs: number, scheduler: SchedulerLike): Observable<number> =>
  defer(() => {
    const start = scheduler.now();
    const untilBeat = (beat: number): number => Math.max(0, start + beat * periodMs - scheduler.now());
    return timer(0, scheduler).pipe(
      expand((_, index) => timer(untilBeat(index + 1), scheduler)),
      map((_, index) => index),
    );
  });
