/** One lane per player: its requests run strictly one after the other, while other players' run beside them. */
import type { Observable } from 'rxjs';
import {
  AsyncSubject,
  EMPTY,
  Subject,
  catchError,
  concatMap,
  filter,
  finalize,
  groupBy,
  mergeMap,
  takeUntil,
  tap,
} from 'rxjs';

export interface LaneKey {
  readonly sessionId: string;
  readonly guildId: string;
}

interface Job {
  readonly key: string;
  readonly work$: Observable<unknown>;
  readonly cut$: AsyncSubject<void>;
}

export interface Lanes {
  /**
   * Queues `work$`; it is subscribed when everything before it in its lane is done. The result mirrors it, and
   * completes empty if the lane is cut first. Hot: the work runs whether or not somebody listens.
   */
  run<T>(key: LaneKey, work$: Observable<T>): Observable<T>;
  /** Ends the running and all waiting work of one player; what comes later starts afresh, at once. */
  cut(key: LaneKey): void;
  /** As `cut`, for all players of a session. */
  cutSession(sessionId: string): void;
}

// Guild ids are digits, so the first slash ends them, whatever a session is called.
const nameOf = ({ sessionId, guildId }: LaneKey): string => `${guildId}/${sessionId}`;

const belongsTo = (name: string, sessionId: string): boolean =>
  name.slice(name.indexOf('/') + 1) === sessionId;

/**
 * @example
 * const lanes = createLanes();
 * lanes.run({ sessionId, guildId }, defer(() => connect$)).subscribe(...);
 */
export const createLanes = (): Lanes => {
  const live = new Map<string, Set<Job>>();
  const jobs$ = new Subject<Job>();
  const closed$ = new Subject<string>();

  const close = (name: string): void => {
    live.delete(name);
    closed$.next(name);
  };

  const done = (job: Job): void => {
    const jobs = live.get(job.key);
    // A cut lane has been replaced already, and its jobs are no longer in it.
    if (jobs?.delete(job) && jobs.size === 0) close(job.key);
  };

  const cut = (name: string): void => {
    const jobs = [...(live.get(name) ?? [])];
    close(name);
    // The last one first: ending the running one starts the next one, which has to be ended by then.
    for (const job of jobs.reverse()) {
      job.cut$.next();
      job.cut$.complete();
    }
  };

  jobs$
    .pipe(
      groupBy((job) => job.key, { duration: ({ key }) => closed$.pipe(filter((name) => name === key)) }),
      mergeMap((lane$) =>
        lane$.pipe(
          concatMap((job) =>
            job.work$.pipe(
              // The work's own listener has the error; the lane goes on.
              catchError(() => EMPTY),
              takeUntil(job.cut$),
              finalize(() => done(job)),
            ),
          ),
        ),
      ),
    )
    .subscribe();

  return {
    run: <T>(key: LaneKey, work$: Observable<T>): Observable<T> => {
      const name = nameOf(key);
      const result$ = new AsyncSubject<T>();
      const job: Job = {
        key: name,
        // Spelled out: `tap` would call a subject's own `unsubscribe` as a hook of its own.
        work$: work$.pipe(
          tap({
            next: (value) => result$.next(value),
            error: (error) => result$.error(error),
            complete: () => result$.complete(),
          }),
        ),
        cut$: new AsyncSubject<void>(),
      };
      job.cut$.subscribe({ complete: () => result$.complete() });
      live.set(name, (live.get(name) ?? new Set<Job>()).add(job));
      jobs$.next(job);
      return result$.asObservable();
    },
    cut: (key) => cut(nameOf(key)),
    cutSession: (sessionId) => {
      for (const name of [...live.keys()]) if (belongsTo(name, sessionId)) cut(name);
    },
  };
};
