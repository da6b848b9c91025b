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
import { CUT_OFF } from './classify.ts';
import * as say from './client.messages.ts';
import { clients } from './clients.ts';
import { dave } from './dave.ts';
import { gatewayLine, type Line, type LineEvent } from './line.ts';
import type { ReadyMessage, ServerMessage } from './messages.ts';
import type { DaveSession, VoiceCtx, VoiceParts } from './ports.ts';
import type { RtpSink } from './sink.ts';
import type { Ending } from './socket.ts';
import { transport } from './transport.ts';

export type SessionEvent =
  | { readonly type: 'opened' }
  | { readonly type: 'ready'; readonly sink: RtpSink }
  | { readonly type: 'ping'; readonly pingMs: number }
  /** Never opened. The last event. */
  | { readonly type: 'failed'; readonly failure: string }
  /** The last event. */
  | ({ readonly type: 'closed' } & Ending);

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
    const encrypting$ = dave(
      messages$,
      { dave: parts.dave, channelId, send, userIds: () => [...present] },
      ctx,
    ).pipe(
      tap((session) => {
        encrypting = session;
        sink?.encryptWith(session);
      }),
    );
    const sound$ = transport(messages$, { ready, parts, send }, ctx).pipe(
      tap((event) => {
        if (event.type !== 'ready') return;
        sink = event.sink;
        sink.encryptWith(encrypting);
      }),
    );
    send(say.wantNoMedia);
    return merge(present$.pipe(ignoreElements()), encrypting$.pipe(ignoreElements()), sound$);
  });

const tell = (event: LineEvent): SessionEvent | null => {
  if (event.type === 'message') return null;
  return event.type === 'open' ? { type: 'opened' } : event;
};

const connected = (
  credentials: VoiceCredentials,
  parts: VoiceParts,
  ctx: VoiceCtx,
): Observable<SessionEvent> => {
  const line = gatewayLine(credentials, parts, ctx);
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
        ),
      );
    }),
  );
};

/** Cold. Its first event comes within `answerMs`. Never errors. */
export const voiceSession = (credentials: VoiceCredentials, ctx: VoiceCtx): Observable<SessionEvent> =>
  defer(() => {
    const { answerMs } = ctx.settings;
    let wasOpen = false;
    const broken = (error: unknown): Observable<SessionEvent> => {
      ctx.log.error('A voice connection broke', { ...ctx.identity, error });
      const reason = error instanceof Error ? error.message : String(error);
      return wasOpen
        ? of({ type: 'closed', code: CUT_OFF, reason, byRemote: false })
        : of({ type: 'failed', failure: reason });
    };
    const late = (): Observable<SessionEvent> =>
      of({ type: 'failed', failure: `The voice gateway did not answer within ${answerMs / 1000} s.` });

    return ctx.ports.load().pipe(
      switchMap((parts) => connected(credentials, parts, ctx)),
      timeout({ first: answerMs, scheduler: ctx.scheduler, with: late }),
      tap(({ type }) => {
        if (type === 'opened') wasOpen = true;
      }),
      catchError(broken),
      takeWhile(({ type }) => type !== 'failed' && type !== 'closed', true),
    );
  });
