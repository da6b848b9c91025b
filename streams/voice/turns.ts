/**
 * Heavy work of all guilds of a thread, one piece per turn of the event loop: an MLS step blocks for milliseconds, and
 * two hundred of them in a row would cost every other guild its frames. Between two pieces the clock gets its turn.
 *
 *     asked   (abc)---d
 *     run     a b c---d        at once when nothing runs; a piece whose asker is gone is left out
 */
import { EMPTY, Observable, Subject, switchMap, type SchedulerLike } from 'rxjs';

export interface Turns {
  /** Cold; emits `value` when its turn has come, in the order of subscribing, and completes. */
  readonly turn: <T>(value: T) => Observable<T>;
}

export const turns = (scheduler: SchedulerLike): Turns => {
  const waiting: (() => void)[] = [];
  let isBusy = false;

  const next = (): void => {
    const work = waiting.shift();
    isBusy = work !== undefined;
    if (work === undefined) return;
    // Scheduled first: work that throws must not stop the queue.
    scheduler.schedule(next, 0);
    work();
  };

  return {
    turn: (value) =>
      new Observable((subscriber) => {
        const work = (): void => {
          subscriber.next(value);
          subscriber.complete();
        };
        waiting.push(work);
        if (!isBusy) next();
        return () => {
          const index = waiting.indexOf(work);
          if (index >= 0) waiting.splice(index, 1);
        };
      }),
  };
};

/**
 * Each item in its turn, and in order. What is urgent does not wait, and takes those before it along.
 *
 *     source$   ab--cdU      others have the turns after c
 *     out       ab--(cdU)
 */
export const inTurn = <T>(
  source$: Observable<T>,
  isUrgent: (item: T) => boolean,
  { turn }: Turns,
): Observable<T> =>
  new Observable((subscriber) => {
    const waiting: T[] = [];
    const asking = new Subject<boolean>();
    const give = (count: number): void => {
      for (const item of waiting.splice(0, count)) subscriber.next(item);
    };
    const running = asking.pipe(switchMap((on) => (on ? turn(null) : EMPTY))).subscribe(() => {
      give(1);
      if (waiting.length > 0) asking.next(true);
    });
    running.add(
      source$.subscribe({
        next: (item) => {
          waiting.push(item);
          if (isUrgent(item)) {
            asking.next(false);
            give(waiting.length);
          } else if (waiting.length === 1) asking.next(true);
        },
        error: (error: unknown) => subscriber.error(error),
      }),
    );
    return running;
  });
