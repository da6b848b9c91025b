/**
 * The life of one gateway socket: opened, greeted, kept alive, ended.
 *
 *     gateway   -o--h--r---m---x|       open, Hello, Ready, a message, closed
 *     sent      ----i--b-------         Identify, heartbeat
 *     out       -o--h--r---m---(e|)     open, messages, ended
 *     refused   -(f|)                   never opened
 *     dead      -o--h----------(e|)     dropped: nothing was answered, so the session can be resumed
 */
import {
  catchError,
  connect,
  EMPTY,
  filter,
  map,
  merge,
  mergeMap,
  of,
  switchMap,
  takeWhile,
  timeout,
  type Observable,
} from 'rxjs';
import { CUT_OFF, UNREADABLE, type ConnectCause, type Ending, type LocalCause } from './classify.ts';
import { greeting } from './greeting.ts';
import { heartbeat } from './heartbeat.ts';
import type { ClientMessage, ServerMessage } from './messages.ts';
import type { GatewayEvent, GatewayPort, GatewaySocket, VoiceCtx } from './ports.ts';

export type SocketEvent =
  | { readonly type: 'open'; readonly socket: GatewaySocket }
  | { readonly type: 'message'; readonly message: ServerMessage }
  | { readonly type: 'ping'; readonly pingMs: number }
  /** Never opened. The last event. */
  | { readonly type: 'failed'; readonly cause: ConnectCause; readonly failure: string }
  /** Was open, and is no more. The last event. */
  | { readonly type: 'ended'; readonly ending: Ending };

export interface SocketParts {
  readonly gateway: GatewayPort;
  readonly endpoint: string;
  readonly greet: () => ClientMessage;
  readonly seqAck: () => number;
  readonly sawSeq: (seq: number) => void;
}

const ended = (cause: LocalCause, code: number, reason: string): SocketEvent => ({
  type: 'ended',
  ending: { cause, code, reason, byRemote: false },
});

/** Hello, Ready and Session Description: without them there is no connection. */
const NEEDED_OPS: readonly (number | null)[] = [8, 2, 4];

const say = (event: GatewayEvent, sawSeq: (seq: number) => void): Observable<SocketEvent> => {
  switch (event.type) {
    case 'open':
    case 'failed':
      return of(event);
    case 'closed': {
      const { code, reason, byRemote } = event;
      return of({ type: 'ended', ending: { cause: 'close', code, reason, byRemote } });
    }
    case 'message': {
      const { message, seq } = event;
      if (seq !== null) sawSeq(seq);
      if (message === null) return EMPTY;
      if (message.type === 'unreadable' && NEEDED_OPS.includes(message.op)) {
        const reason = `The voice gateway sent an unreadable message (op ${message.op}).`;
        return of(ended('unreadable', UNREADABLE, reason));
      }
      return of({ type: 'message', message });
    }
  }
};

/** Cold. Unsubscribing closes the socket with 1000. */
export const gatewaySocket = (parts: SocketParts, ctx: VoiceCtx): Observable<SocketEvent> => {
  const { connectMs } = ctx.settings;
  const late = (): Observable<GatewayEvent> =>
    of({
      type: 'failed',
      cause: 'connectTimeout',
      failure: `The voice gateway did not answer within ${connectMs / 1000} s.`,
    });

  const cut = (socket: GatewaySocket, cause: LocalCause, reason: string): SocketEvent => {
    socket.drop();
    return ended(cause, CUT_OFF, reason);
  };

  const talk = (socket: GatewaySocket, messages$: Observable<ServerMessage>): Observable<SocketEvent> => {
    const send = (message: ClientMessage): void => socket.send(message);
    return merge(
      greeting(messages$, { greet: parts.greet, send }, ctx).pipe(
        map(({ cause, reason }) => cut(socket, cause, reason)),
      ),
      heartbeat(messages$, { send, seqAck: parts.seqAck }, ctx).pipe(
        map((pulse) =>
          pulse.type === 'ping'
            ? pulse
            : cut(socket, 'acksMissed', 'The voice gateway stopped answering heartbeats.'),
        ),
      ),
    );
  };

  return parts.gateway.connect(parts.endpoint).pipe(
    timeout({ first: connectMs, scheduler: ctx.scheduler, with: late }),
    connect((events$) =>
      merge(
        events$.pipe(mergeMap((event) => say(event, parts.sawSeq))),
        events$.pipe(
          filter((event) => event.type === 'open'),
          switchMap(({ socket }) =>
            talk(
              socket,
              events$.pipe(
                map((event) => (event.type === 'message' ? event.message : null)),
                filter((message) => message !== null),
              ),
            ),
          ),
        ),
      ),
    ),
    catchError((error: unknown) => {
      ctx.log.error('The gateway port broke', { ...ctx.identity, error });
      return of<SocketEvent>({
        type: 'failed',
        cause: 'other',
        failure: 'The voice gateway connection broke.',
      });
    }),
    takeWhile(({ type }) => type !== 'ended' && type !== 'failed', true),
  );
};
