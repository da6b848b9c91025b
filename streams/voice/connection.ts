/**
 * A guild's voice connection: requests in, signals out. Its life is its subscription's life.
 *
 *     requests$   a-------a---b---------        credentials A, A again, B
 *     sockets     A-----------x                 closed with 1000 by us
 *                             B---------
 *     out         -(or)-s-r---(--)-(or)-s       open, result, sink; A again: result only; B: open, result, sink
 *
 *     wanted$     t---f-------t---              something is to be played
 *     sockets     A--------x  A---              idle for long: closed, until it is wanted
 *     out         ---------p  --s-              parked; a new sink
 */
import {
  BehaviorSubject,
  combineLatest,
  connect,
  defer,
  distinctUntilChanged,
  EMPTY,
  filter,
  finalize,
  from,
  ignoreElements,
  map,
  merge,
  mergeMap,
  NEVER,
  of,
  Subject,
  switchMap,
  takeWhile,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import { faultOf } from './credentials.ts';
import { requestDesk, type Admission, type DeskEvent, type Move } from './desk.ts';
import { createGate, type Gate } from './gate.ts';
import type { VoiceCtx } from './ports.ts';
import { recorder } from './recorder.ts';
import { voiceSession } from './session.ts';
import type { VoiceRequest, VoiceSignal } from './signal.ts';

export interface VoiceInputs {
  /** Is there something to be played? Without it the connection is never idle. */
  readonly wanted$?: Observable<boolean>;
  /** Each closes the breaker: the next request is tried. */
  readonly resets$?: Observable<unknown>;
}

/** Waits for its turn, then connects. */
const moving = ({ credentials, isReturn }: Move, gate: Gate, ctx: VoiceCtx): Observable<DeskEvent> => {
  const fault = faultOf(credentials, ctx.identity);
  if (fault !== null) {
    // Also a try of a half-open breaker must come to an end.
    gate.failed();
    return of({ type: 'failed', cause: 'endpoint', failure: fault });
  }
  // Those who came together must not be answered together, either.
  const late$ = timer(ctx.settings.queueMs, ctx.scheduler).pipe(
    switchMap(() => ctx.registry.work.turn('accepted' as const)),
  );
  return merge(gate.turn().pipe(map(() => 'connecting' as const)), of('queued' as const), late$).pipe(
    takeWhile((step) => step !== 'connecting', true),
    mergeMap((step): Observable<DeskEvent> => {
      const told$ = of<DeskEvent>({ type: step });
      return step === 'connecting' ? merge(told$, voiceSession(credentials, { gate, isReturn }, ctx)) : told$;
    }),
  );
};

/**
 * Subscribing to it and asking connects; unsubscribing leaves, at once and without a word. Every request is answered
 * by one `result` within `settings.answerMs`. A lost connection is got back in silence where that is possible, with
 * the sink in use; else `closed` says so, and the next request connects again. Never errors of its own.
 *
 * @example
 * voiceConnection(requests$, { ...time, ports: createVoicePorts({ log }), identity: { guildId, userId },
 *   settings: defaultVoiceSettings, registry: voiceRegistry(() => defaultVoiceSettings, time) })
 *   .subscribe((signal) => console.log(signal.type));
 */
export const voiceConnection = (
  requests$: Observable<VoiceRequest>,
  ctx: VoiceCtx,
  { wanted$ = NEVER, resets$ = NEVER }: VoiceInputs = {},
): Observable<VoiceSignal> =>
  defer(() => {
    const reports = new Subject<VoiceSignal>();
    const live = new BehaviorSubject(false);
    const record = recorder(ctx, (report) => reports.next({ type: 'report', report }));
    const gate = createGate(ctx, record.breaker);
    const desk = requestDesk(gate, record, ctx);

    const isWanted$ = wanted$.pipe(distinctUntilChanged());
    const parks$ = combineLatest([isWanted$, live.pipe(distinctUntilChanged())]).pipe(
      switchMap(([isWanted, isLive]) => {
        const { idleTimeoutMs } = ctx.settings;
        return isWanted || !isLive || idleTimeoutMs === 0 ? EMPTY : timer(idleTimeoutMs, ctx.scheduler);
      }),
      map(() => desk.park()),
    );
    const wakes$ = isWanted$.pipe(
      filter((isWanted) => isWanted),
      map(() => desk.wake()),
    );
    const admissions$: Observable<Admission> = merge(
      requests$.pipe(map((request) => desk.admit(request))),
      parks$,
      wakes$,
    );
    const reset$ = resets$.pipe(
      tap(() => gate.reset()),
      ignoreElements(),
    );

    const signals$ = admissions$.pipe(
      connect((admission$) =>
        merge(
          admission$.pipe(mergeMap(({ signals }) => from(signals))),
          admission$.pipe(
            map(({ move }) => move),
            filter((move) => move !== null),
            switchMap((move) => (move === 'leave' ? EMPTY : moving(move, gate, ctx))),
            mergeMap((event) => from(desk.tell(event))),
          ),
        ),
      ),
      tap(() => live.next(desk.isLive)),
    );
    return merge(reports, reset$, signals$).pipe(
      finalize(() => {
        desk.close();
        gate.close();
      }),
    );
  });
