/**
 * One set of credentials, from connecting to the end: the gateway line, and for each Ready a sound path with DAVE.
 *
 *     line      -o--r----d------x|       open, Ready, Session Description, closed for good
 *     out       -o-------S------(c|)     opened, ready with a sink, closed
 *     failed    -(f|)                    never opened
 *
 * Unsubscribing leaves: sockets close, timers end, MLS sessions are freed.
 */
import {
  catchError,
  connect,
  defer,
  filter,
  ignoreElements,
  map,
  merge,
  of,
  switchMap,
  takeWhile,
  tap,
  timeout,
  type Observable,
} from 'rxjs';
import type { VoiceCredentials } from '../commands.ts';
import { CUT_OFF, type ConnectCause, type Ending } from './classify.ts';
import * as say from './client.messages.ts';
import { clients } from './clients.ts';
import { dave } from './dave.ts';
import type { Gate } from './gate.ts';
import type { DaveFacts } from './history.ts';
import { gatewayLine, type Line, type LineEvent } from './line.ts';
import type { ReadyMessage, ServerMessage } from './messages.ts';
import type { DaveSession, VoiceCtx, VoiceParts } from './ports.ts';
import type { RtpSink } from './sink.ts';
import { transport } from './transport.ts';

export type SessionEvent =
  | { readonly type: 'opened' }
  | { readonly type: 'ready'; readonly sink: RtpSink }
  | { readonly type: 'ping'; readonly pingMs: number }
  /** The connection is being got back; the sink goes on meanwhile if it is `resume`. */
  | Extract<LineEvent, { type: 'lost' }>
  /** The same session goes on. */
  | { readonly type: 'resumed' }
  | { readonly type: 'dave'; readonly facts: DaveFacts }
  /** Never opened. The last event. */
  | { readonly type: 'failed'; readonly cause: ConnectCause | 'defect'; readonly failure: string }
  /** The last event. */
  | ({ readonly type: 'closed' } & Ending);

export interface SessionParts {
  readonly gate: Gate;
  /** The client takes it for connected already. */
  readonly isReturn: boolean;
}

interface CallParts {
  readonly credentials: VoiceCredentials;
  readonly parts: VoiceParts;
  readonly line: Line;
}

/** What follows one Ready: who is there, who encrypts, and the sound path that both meet in. */
const call = (
  ready: ReadyMessage,
  messages$: Observable<ServerMessage>,
  { credentials: { channelId }, parts, line: { send } }: CallParts,
  ctx: VoiceCtx,
): Observable<SessionEvent> =>
  defer(() => {
    let present: ReadonlySet<string> = new Set();
    let encrypting: DaveSession | null = null;
    let sink: RtpSink | null = null;

    const present$ = clients(messages$).pipe(tap((userIds) => (present = userIds)));
    const encrypting$: Observable<SessionEvent> = dave(
      messages$,
      { dave: parts.dave, channelId, send, userIds: () => [...present] },
      ctx,
    ).pipe(
      tap(({ session }) => {
        encrypting = session;
        sink?.encryptWith(session);
      }),
      map(({ version, epoch, privacyCode }) => ({ type: 'dave', facts: { version, epoch, privacyCode } })),
    );
    const sound$ = transport(messages$, { ready, parts, send }, ctx).pipe(
      tap((event) => {
        if (event.type !== 'ready') return;
        sink = event.sink;
        sink.encryptWith(encrypting);
      }),
    );
    send(say.wantNoMedia);
    return merge(present$.pipe(ignoreElements()), encrypting$, sound$);
  });

const tell = (event: LineEvent): SessionEvent | null => {
  if (event.type === 'message') return event.message.type === 'resumed' ? { type: 'resumed' } : null;
  return event.type === 'open' ? { type: 'opened' } : event;
};

const connected = (
  credentials: VoiceCredentials,
  parts: VoiceParts,
  { gate, isReturn }: SessionParts,
  ctx: VoiceCtx,
): Observable<SessionEvent> => {
  const line = gatewayLine(credentials, { parts, gate, isReturn }, ctx);
  return line.events$.pipe(
    connect((events$) => {
      const messages$ = events$.pipe(
        map((event) => (event.type === 'message' ? event.message : null)),
        filter((message) => message !== null),
      );
      return merge(
        events$.pipe(
          map(tell),
          filter((event) => event !== null),
        ),
        messages$.pipe(
          filter((message) => message.type === 'ready'),
          switchMap((ready) => call(ready, messages$, { credentials, parts, line }, ctx)),
          tap(({ type }) => {
            // The line has no share in it: there is a gateway, and there will be no sound.
            if (type === 'closed') gate.failed();
          }),
        ),
      );
    }),
  );
};

/** Cold. Its first event comes within `answerMs`, unless the client is not waiting for one. Never errors. */
export const voiceSession = (
  credentials: VoiceCredentials,
  session: SessionParts,
  ctx: VoiceCtx,
): Observable<SessionEvent> =>
  defer(() => {
    const { answerMs } = ctx.settings;
    const { gate, isReturn } = session;
    let wasOpen = isReturn;
    const broken = (error: unknown): Observable<SessionEvent> => {
      ctx.log.error('A voice connection broke', { ...ctx.identity, error });
      gate.failed();
      const reason = error instanceof Error ? error.message : String(error);
      return wasOpen
        ? of({ type: 'closed', cause: 'defect', code: CUT_OFF, reason, byRemote: false })
        : of({ type: 'failed', cause: 'defect', failure: reason });
    };
    const late = (): Observable<SessionEvent> => {
      gate.failed();
      const failure = `The voice gateway did not answer within ${answerMs / 1000} s.`;
      return of({ type: 'failed', cause: 'connectTimeout', failure });
    };
    const answered = isReturn
      ? tap<SessionEvent>()
      : timeout<SessionEvent, Observable<SessionEvent>>({
          first: answerMs,
          scheduler: ctx.scheduler,
          with: late,
        });

    return ctx.ports.load().pipe(
      switchMap((parts) => connected(credentials, parts, session, ctx)),
      answered,
      tap(({ type }) => {
        if (type === 'opened') wasOpen = true;
      }),
      catchError(broken),
      takeWhile(({ type }) => type !== 'failed' && type !== 'closed', true),
    );
  });
