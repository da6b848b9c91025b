/**
 * Keeps one gateway socket alive, measures its round trip and notices when it is dead.
 *
 *     messages$   h----------------------q--        Hello (10), the server asks
 *     sent        ----------b---------b--b--        every interval, and when asked
 *     messages$   ------------k------------k        acknowledged
 *     out         ------------p------------p        ping
 *     without k   ------------------------------d   two beats unanswered when the third is due: dead
 *
 * Ready and Resumed are taken as a question, too: the ping is known from the start, not after 14 s.
 */
import {
  defer,
  EMPTY,
  filter,
  interval,
  map,
  merge,
  mergeMap,
  of,
  switchMap,
  tap,
  type Observable,
} from 'rxjs';
import type { TimeCtx } from '../ports.ts';
import * as say from './client.messages.ts';
import type { ClientMessage, ServerMessage } from './messages.ts';

export type Pulse = { readonly type: 'ping'; readonly pingMs: number } | { readonly type: 'dead' };

export interface HeartbeatParts {
  readonly send: (message: ClientMessage) => void;
  /** The last numbered message seen, −1 before the first. */
  readonly seqAck: () => number;
}

const MISSED_MAX = 2;

/** `messages$` is hot: the messages of one socket. */
export const heartbeat = (
  messages$: Observable<ServerMessage>,
  { send, seqAck }: HeartbeatParts,
  { scheduler, clock }: TimeCtx,
): Observable<Pulse> =>
  defer(() => {
    let nonce = 0;
    let sentAtMs = 0;
    let missed = 0;

    const beat = (): void => {
      nonce = Math.max(nonce + 1, Math.floor(clock.wall()));
      sentAtMs = clock.now();
      send(say.heartbeat(nonce, seqAck()));
    };

    const regular$ = messages$.pipe(
      filter((message) => message.type === 'hello'),
      switchMap(({ heartbeatIntervalMs }) => interval(heartbeatIntervalMs, scheduler)),
      mergeMap((): Observable<Pulse> => {
        if (missed >= MISSED_MAX) return of({ type: 'dead' });
        missed += 1;
        beat();
        return EMPTY;
      }),
    );
    const asked$ = messages$.pipe(
      filter(({ type }) => type === 'heartbeatRequest' || type === 'ready' || type === 'resumed'),
      tap(beat),
      mergeMap(() => EMPTY),
    );
    const pings$ = messages$.pipe(
      filter((message) => message.type === 'heartbeatAck'),
      tap(() => (missed = 0)),
      // An answer to a beat before the last one proves life, but its time of sending is no longer known.
      filter((ack) => ack.nonce === nonce),
      map((): Pulse => ({ type: 'ping', pingMs: Math.round(clock.now() - sentAtMs) })),
    );
    return merge(regular$, asked$, pings$);
  });
