/**
 * The connection to the gateway over all its sockets: a lost one is got back in silence where the table allows it.
 *
 *     1st socket   -o-r-----x|                      open, Ready, closed 1006
 *     2nd socket            -f|                     at once: refused
 *     3rd socket                 -o--R----x|        after 500 ms: Resumed; closed 4014
 *     out          -o-r-----L-L------R----(c|)      one open, what is lost and tried again, one end
 */
import { defer, EMPTY, mergeMap, of, repeat, switchMap, timer, type Observable } from 'rxjs';
import type { VoiceCredentials } from '../commands.ts';
import { backoffMs } from './backoff.ts';
import { classify, CUT_OFF, type ConnectCause, type Ending } from './classify.ts';
import * as say from './client.messages.ts';
import type { Gate } from './gate.ts';
import type { ClientMessage, ServerMessage } from './messages.ts';
import type { GatewaySocket, VoiceCtx, VoiceParts } from './ports.ts';
import { gatewaySocket, type SocketEvent } from './socket.ts';

export type LineEvent =
  /** The first socket is open; later ones are not told. */
  | { readonly type: 'open' }
  | { readonly type: 'message'; readonly message: ServerMessage }
  | { readonly type: 'ping'; readonly pingMs: number }
  /** A socket is lost; after `delayMs` it is tried for the `attempt`th time to get the connection back. */
  | ({
      readonly type: 'lost';
      readonly verdict: 'resume' | 'reconnect';
      readonly attempt: number;
      readonly delayMs: number;
    } & Ending)
  /** The first socket never opened. The last event. */
  | { readonly type: 'failed'; readonly cause: ConnectCause; readonly failure: string }
  /** Not coming back. The last event. */
  | ({ readonly type: 'closed' } & Ending);

export interface Line {
  /** Cold; subscribe once. */
  readonly events$: Observable<LineEvent>;
  /** While a lost connection is being got back, messages wait. */
  readonly send: (message: ClientMessage) => void;
}

export interface LineParts {
  readonly parts: VoiceParts;
  readonly gate: Gate;
  /** The client takes it for connected already: a first socket that does not open is a lost one. */
  readonly isReturn: boolean;
}

/** More than a resume ever has to wait for. */
const MAX_WAITING = 64;

export const gatewayLine = (
  credentials: VoiceCredentials,
  { parts, gate, isReturn }: LineParts,
  ctx: VoiceCtx,
): Line => {
  const { identity, clock, log, scheduler } = ctx;
  const maxDaveVersion = credentials.channelId === null ? 0 : parts.dave.maxVersion;
  let socket: GatewaySocket | null = null;
  /** Is `socket` past Ready or Resumed? */
  let isLive = false;
  /** Has it come as far as a connection can? */
  let isGood = false;
  let waiting: ClientMessage[] = [];
  let seq = -1;
  let wasOpen = isReturn;
  let wasReady = false;
  /** Attempts since the last success. */
  let attempts = 0;
  let regainedAtMs: readonly number[] = [];
  /** Until the next attempt; null: there is none. */
  let delayMs: number | null = 0;
  let isFirst = true;

  const send = (message: ClientMessage): void => {
    if (isLive && socket !== null) socket.send(message);
    else if (waiting.length < MAX_WAITING) waiting.push(message);
  };

  const live = (backlog: readonly ClientMessage[]): void => {
    isLive = true;
    waiting = [];
    for (const message of backlog) send(message);
  };

  const good = (): void => {
    isGood = true;
    attempts = 0;
    gate.succeeded();
  };

  const heard = (message: ServerMessage): void => {
    if (message.type === 'ready') {
      wasReady = true;
      // A new session: what was meant for the one before is void.
      live([]);
    } else if (message.type === 'resumed') {
      good();
      const now = clock.now();
      const { windowMs } = ctx.settings.flapping;
      regainedAtMs = [...regainedAtMs.filter((at) => now - at < windowMs), now];
      live(waiting);
    } else if (message.type === 'sessionDescription') {
      good();
    } else if (message.type === 'unreadable') {
      log.debug('Ignored an unreadable message of the voice gateway', { ...identity, op: message.op });
    }
  };

  const judge = (ending: Ending): Observable<LineEvent> => {
    const wasGood = isGood;
    isLive = false;
    isGood = false;
    const { backoff, flapping } = ctx.settings;
    const verdict = classify(ending, wasReady);
    const isAllowed = wasGood || gate.failed();
    const isFlapping = regainedAtMs.length >= flapping.max;
    if (
      verdict === 'wait' ||
      verdict === 'giveUp' ||
      !isAllowed ||
      attempts >= backoff.attempts ||
      isFlapping
    ) {
      delayMs = null;
      return of({ type: 'closed', ...ending });
    }
    attempts += 1;
    delayMs = backoffMs(verdict === 'resume' ? attempts - 1 : attempts, backoff, ctx.ports.random());
    return of({ type: 'lost', ...ending, verdict, attempt: attempts, delayMs });
  };

  const on = (event: SocketEvent): Observable<LineEvent> => {
    switch (event.type) {
      case 'open': {
        socket = event.socket;
        const isFirst = !wasOpen;
        wasOpen = true;
        return isFirst ? of({ type: 'open' }) : EMPTY;
      }
      case 'message':
        heard(event.message);
        return of(event);
      case 'ping':
        return of(event);
      case 'failed': {
        const { cause, failure } = event;
        if (wasOpen) return judge({ cause, code: CUT_OFF, reason: failure, byRemote: false });
        gate.failed();
        delayMs = null;
        return of(event);
      }
      case 'ended':
        return judge(event.ending);
    }
  };

  const greet = (): ClientMessage =>
    wasReady ? say.resume(credentials, identity, seq) : say.identify(credentials, identity, maxDaveVersion);

  const connect = (): Observable<SocketEvent> =>
    gatewaySocket(
      {
        gateway: parts.gateway,
        endpoint: credentials.endpoint,
        greet,
        seqAck: () => seq,
        sawSeq: (seen) => (seq = seen),
      },
      ctx,
    );
  const events$ = defer(() => {
    const turn$ = isFirst ? of(null) : gate.turn();
    isFirst = false;
    return turn$.pipe(switchMap(connect));
  }).pipe(mergeMap(on), repeat({ delay: () => (delayMs === null ? EMPTY : timer(delayMs, scheduler)) }));
  return { events$, send };
};
