/**
 * The connection to the gateway over all its sockets: a lost one is got back in silence where the code allows it.
 *
 *     1st socket   -o-r-----x|                      open, Ready, closed 1006
 *     2nd socket            -f|                     at once: refused
 *     3rd socket                 -o--R----x|        after 500 ms: Resumed; closed 4014
 *     out          -o-r--------------R----(c|)      one open, one end
 */
import { defer, EMPTY, mergeMap, of, repeat, timer, type Observable } from 'rxjs';
import type { VoiceCredentials } from '../commands.ts';
import { classify, CUT_OFF } from './classify.ts';
import * as say from './client.messages.ts';
import type { ClientMessage, ServerMessage } from './messages.ts';
import type { GatewaySocket, VoiceCtx, VoiceParts } from './ports.ts';
import { gatewaySocket, type Ending, type SocketEvent } from './socket.ts';

export type LineEvent =
  /** The first socket is open; later ones are not told. */
  | { readonly type: 'open' }
  | { readonly type: 'message'; readonly message: ServerMessage }
  | { readonly type: 'ping'; readonly pingMs: number }
  /** The first socket never opened. The last event. */
  | { readonly type: 'failed'; readonly failure: string }
  /** Not coming back. The last event. */
  | ({ readonly type: 'closed' } & Ending);

export interface Line {
  /** Cold; subscribe once. */
  readonly events$: Observable<LineEvent>;
  /** While a lost connection is being got back, messages wait. */
  readonly send: (message: ClientMessage) => void;
}

/** More than a resume ever has to wait for. */
const MAX_WAITING = 64;

export const gatewayLine = (credentials: VoiceCredentials, parts: VoiceParts, ctx: VoiceCtx): Line => {
  const { identity, settings, clock, log, scheduler } = ctx;
  const maxDaveVersion = credentials.channelId === null ? 0 : parts.dave.maxVersion;
  let socket: GatewaySocket | null = null;
  /** Is `socket` past Ready or Resumed? */
  let isLive = false;
  let waiting: ClientMessage[] = [];
  let seq = -1;
  let wasOpen = false;
  let wasReady = false;
  /** Attempts since the last success. */
  let attempts = 0;
  let regainedAtMs: readonly number[] = [];
  /** Until the next attempt; null: there is none. */
  let delayMs: number | null = null;

  const send = (message: ClientMessage): void => {
    if (isLive && socket !== null) socket.send(message);
    else if (waiting.length < MAX_WAITING) waiting.push(message);
  };

  const live = (backlog: readonly ClientMessage[]): void => {
    isLive = true;
    waiting = [];
    for (const message of backlog) send(message);
  };

  const heard = (message: ServerMessage): void => {
    if (message.type === 'ready') {
      wasReady = true;
      // A new session: what was meant for the one before is void.
      live([]);
    } else if (message.type === 'resumed') {
      attempts = 0;
      const now = clock.now();
      regainedAtMs = [...regainedAtMs.filter((at) => now - at < settings.breaker.windowMs), now];
      live(waiting);
    } else if (message.type === 'sessionDescription') {
      attempts = 0;
    } else if (message.type === 'unreadable') {
      log.debug('Ignored an unreadable message of the voice gateway', { ...identity, op: message.op });
    }
  };

  const judge = (ending: Ending): Observable<LineEvent> => {
    const verdict = classify(ending.code, wasReady);
    const backoffMs = settings.backoffMs[attempts];
    const isFlapping = regainedAtMs.length >= settings.breaker.max;
    if (verdict === 'giveUp' || backoffMs === undefined || isFlapping) {
      delayMs = null;
      return of({ type: 'closed', ...ending });
    }
    attempts += 1;
    delayMs = backoffMs;
    log.info('Voice gateway lost', { ...identity, ...ending, verdict, attempt: attempts });
    return EMPTY;
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
      case 'failed':
        isLive = false;
        if (wasOpen) return judge({ code: CUT_OFF, reason: event.failure, byRemote: false });
        delayMs = null;
        return of(event);
      case 'ended':
        isLive = false;
        return judge(event.ending);
    }
  };

  const greet = (): ClientMessage =>
    wasReady ? say.resume(credentials, identity, seq) : say.identify(credentials, identity, maxDaveVersion);

  const events$ = defer(() =>
    gatewaySocket(
      {
        gateway: parts.gateway,
        endpoint: credentials.endpoint,
        greet,
        seqAck: () => seq,
        sawSeq: (seen) => (seq = seen),
      },
      ctx,
    ),
  ).pipe(mergeMap(on), repeat({ delay: () => (delayMs === null ? EMPTY : timer(delayMs, scheduler)) }));
  return { events$, send };
};
