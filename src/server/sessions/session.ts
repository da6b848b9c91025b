/** One client's session: its socket comes and goes, its players stay (protocol §2.6). */
import type { Observable, SchedulerLike } from 'rxjs';
import {
  AsyncSubject,
  BehaviorSubject,
  NEVER,
  Subject,
  concat,
  filter,
  map,
  merge,
  of,
  share,
  skip,
  switchMap,
  take,
  takeUntil,
  timer,
} from 'rxjs';
import { writeReady } from '../../protocol/index.ts';
import { beats } from '../stats/beats.ts';
import type { Line, Message } from './outbox.ts';
import { outbox } from './outbox.ts';

/** Between the 101 and the first message: some libraries lose what comes in the same read (clients.md §5). */
export const READY_DELAY_MS = 8;
export const STATS_PERIOD_MS = 60_000;
/** Clients ask for up to 100 hours, taking seconds for milliseconds; a day is enough for every restart. */
export const MAX_PARKED_S = 86_400;
/** Characters that wait for a parked client. */
export const MAX_PARKED_LENGTH = 8 * 1024 * 1024;

/** The way to a client: one WebSocket. */
export interface Link {
  send(text: string): void;
  close(code: number): void;
  /** False from the moment the close begins. */
  isOpen(): boolean;
  /** Asks whether anybody is still there, and cuts the link when nobody answers. Never rejects. */
  probe(): Promise<void>;
}

/** What becomes of the session without a socket. `timeout` in seconds, as the client set it. */
export interface Resumption {
  readonly resuming: boolean;
  readonly timeout: bigint;
}

export interface SessionOptions {
  readonly id: string;
  readonly userId: string;
  readonly scheduler: SchedulerLike;
  /** The stats message of this moment. */
  readonly writeStats: () => string;
  /** The session has been resumed, and everything that waited is sent. */
  readonly onResumed: () => void;
  /** So much waits for a parked client that the oldest messages are dropped. */
  readonly onOverflow: () => void;
}

export interface Session {
  readonly id: string;
  readonly userId: string;
  resumption: Resumption;
  /** The voice channel that each guild's client last told of. */
  readonly channels: Map<string, string>;
  isConnected(): boolean;
  accept(message: Message): void;
  /** Takes the first socket, or the next one after `detach`. */
  attach(link: Link): void;
  /** Forgets `link`, if it is still the one: parks the session, or ends it. */
  detach(link: Link): void;
  /** Could a new socket take it over now? Yes if it is parked, or as good as that: its socket is closing. */
  isResumable(): boolean;
  /**
   * Another socket asks for the session while it still has one: settled when it is known whether anybody is behind
   * that one. Null where there is nothing to find out.
   */
  contest(): Promise<void> | null;
  close(code: number): void;
  /** Emits when the session is over and its players have to go; also if it has been over for long. */
  readonly over$: Observable<void>;
}

const parkedMs = ({ resuming, timeout }: Resumption): number =>
  resuming && timeout > 0n ? Math.min(Number(timeout), MAX_PARKED_S) * 1000 : 0;

/**
 * A session without a socket yet; `attach` one.
 *
 *     link      L---------------x---------L'
 *     sent      ....RS--------S           ....R'qsS      R ready, S stats, q and s what waited; the dots are 8 ms
 *     over$                     ......|                  parked too long; not if L' comes first
 */
export const createSession = (options: SessionOptions): Session => {
  const { id, userId, scheduler } = options;
  const link$ = new BehaviorSubject<Link | null>(null);
  const events$ = new Subject<Message>();
  const closed$ = new Subject<void>();
  const over$ = new AsyncSubject<void>();
  let attachments = 0;
  let resumption: Resumption = { resuming: false, timeout: 60n };

  const opening = (resumed: boolean): Observable<Line> => {
    const hello = writeReady({ resumed, sessionId: id });
    const open$ = timer(READY_DELAY_MS, scheduler).pipe(map((): Line => ({ type: 'open', hello })));
    return concat(of<Line>({ type: 'opening' }), open$);
  };

  const line$ = link$.pipe(
    switchMap((link) => (link === null ? of<Line>({ type: 'parked' }) : opening(attachments > 1))),
    share(),
  );
  const opened$ = line$.pipe(
    filter(({ type }) => type === 'open'),
    share(),
  );
  // The beat goes on while nobody is there, and what it said then waits with the rest (protocol §2.5). Who is back
  // need not wait a minute for the figures of now.
  const beat$ = opened$.pipe(
    take(1),
    switchMap(() => beats(STATS_PERIOD_MS, scheduler)),
  );
  const fresh$ = opened$.pipe(
    skip(1),
    switchMap(() => timer(0, scheduler)),
  );
  const stats$ = merge(beat$, fresh$).pipe(
    map((): Message => ({ text: options.writeStats(), isPassing: false })),
  );
  const sent$ = outbox(merge(stats$, events$), line$, {
    maxWaiting: MAX_PARKED_LENGTH,
    onOverflow: options.onOverflow,
  });
  const resumed$ = opened$.pipe(filter(() => attachments > 1));
  const expired$ = link$.pipe(
    skip(1),
    switchMap((link) => {
      if (link !== null) return NEVER;
      const afterMs = parkedMs(resumption);
      return afterMs === 0 ? of(0) : timer(afterMs, scheduler);
    }),
  );

  merge(closed$, expired$)
    .pipe(
      map(() => undefined),
      take(1),
    )
    .subscribe(over$);
  sent$.pipe(takeUntil(over$)).subscribe((text) => link$.value?.send(text));
  // After `sent$`, so that what waited is sent before what the resume causes.
  resumed$.pipe(takeUntil(over$)).subscribe(() => options.onResumed());

  return {
    id,
    userId,
    channels: new Map(),
    get resumption() {
      return resumption;
    },
    set resumption(next) {
      resumption = next;
    },
    isConnected: () => link$.value !== null,
    accept: (message) => {
      // What goes into a closing socket is lost; parked it waits.
      if (link$.value?.isOpen() === false) link$.next(null);
      events$.next(message);
    },
    attach: (link) => {
      attachments += 1;
      link$.next(link);
    },
    detach: (link) => {
      if (link$.value === link) link$.next(null);
    },
    isResumable: () => parkedMs(resumption) > 0 && link$.value?.isOpen() !== true,
    contest: () => (link$.value?.isOpen() === true && parkedMs(resumption) > 0 ? link$.value.probe() : null),
    close: (code) => {
      link$.value?.close(code);
      closed$.next();
    },
    over$: over$.asObservable(),
  };
};
