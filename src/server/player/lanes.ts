/** One lane per player: its requests run strictly one after the other, while other players' run beside them. */
import { AsyncSubject, Subscription } from 'rxjs';
import type { Observable } from 'rxjs';

export interface LaneKey {
  readonly sessionId: string;
  readonly guildId: string;
}

interface Job {
  start(): void;
  /** Ends it, running or waiting; its result completes without a value. */
  cut(): void;
}

interface Lane {
  readonly waiting: Job[];
  running: Job | null;
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
  /** Plain queues, since most requests find theirs empty and run at once. */
  const live = new Map<string, Lane>();

  /** Starts what waits, in a loop: work that is done at once would pile up on the stack if each started the next. */
  const advance = (name: string, lane: Lane): void => {
    while (lane.running === null) {
      const next = lane.waiting.shift();
      if (next === undefined) {
        if (live.get(name) === lane) live.delete(name);
        return;
      }
      lane.running = next;
      next.start();
    }
  };

  const cut = (name: string): void => {
    const lane = live.get(name);
    if (lane === undefined) return;
    live.delete(name);
    const jobs = [...(lane.running === null ? [] : [lane.running]), ...lane.waiting.splice(0)];
    for (const job of jobs) job.cut();
  };

  const jobOf = <T>(
    work$: Observable<T>,
    result$: AsyncSubject<T>,
    done: (isAtOnce: boolean) => void,
  ): Job => {
    const subscription = new Subscription();
    let isStarting = true;
    /** Work that is done at once leaves the next start to the loop it was started from. */
    const end = (): void => done(isStarting);
    return {
      start: () => {
        subscription.add(
          work$.subscribe({
            next: (value) => result$.next(value),
            // The work's own listener has the error; the lane goes on.
            error: (error) => {
              result$.error(error);
              end();
            },
            complete: () => {
              result$.complete();
              end();
            },
          }),
        );
        isStarting = false;
      },
      cut: () => {
        subscription.unsubscribe();
        result$.complete();
      },
    };
  };

  return {
    run: <T>(key: LaneKey, work$: Observable<T>): Observable<T> => {
      const name = nameOf(key);
      const result$ = new AsyncSubject<T>();
      const lane = live.get(name) ?? { waiting: [], running: null };
      live.set(name, lane);
      const job = jobOf(work$, result$, (isAtOnce) => {
        lane.running = null;
        if (!isAtOnce) advance(name, lane);
      });
      lane.waiting.push(job);
      advance(name, lane);
      return result$.asObservable();
    },
    cut: (key) => cut(nameOf(key)),
    cutSession: (sessionId) => {
      for (const name of [...live.keys()]) if (belongsTo(name, sessionId)) cut(name);
    },
  };
};
