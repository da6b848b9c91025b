/**
 * Keeps one gateway socket alive, measures its round trip and notices when it is dead.
 *
 *     messages$   h----------------------q--        Hello (10), the server asks
 *     sent        ----------b---------b--b--        every interval, and when asked
 *     messages$   ------------k------------k        acknowledged
 *     out         ------------p------------p        ping
 *     without k   ----------b----b----d             a beat unanswered for half the interval is repeated; two: dead
 *
 * Ready and Resumed are taken as a question, too: the ping is known from the start, not after 14 s. So a half-open
 * socket is noticed within two intervals of its last acknowledgement. A slow line is not a dead one: a beat may take
 * twice as long as the last one took, and as long as the login while none was answered yet.
 */
import {
  defer,
  filter,
  ignoreElements,
  map,
  merge,
  Subject,
  switchMap,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import * as say from './client.messages.ts';
import type { ClientMessage, ServerMessage } from './messages.ts';
import type { VoiceCtx } from './ports.ts';

export type Pulse = { readonly type: 'ping'; readonly pingMs: number } | { readonly type: 'dead' };

export interface HeartbeatParts {
  readonly send: (message: ClientMessage) => void;
  /** The last numbered message seen, −1 before the first. */
  readonly seqAck: () => number;
}

/** Beats whose time of sending is remembered. */
const MAX_SENT = 16;

/** `messages$` is hot: the messages of one socket. */
export const heartbeat = (
  messages$: Observable<ServerMessage>,
  { send, seqAck }: HeartbeatParts,
  { scheduler, clock, settings }: Pick<VoiceCtx, 'scheduler' | 'clock' | 'settings'>,
): Observable<Pulse> =>
  defer(() => {
    const { heartbeatMisses, readyMs } = settings;
    const waits = new Subject<number>();
    const dead = new Subject<Pulse>();
    const sent = new Map<number, number>();
    let intervalMs = 0;
    let nonce = 0;
    /** Beats in a row without an acknowledgement. */
    let unanswered = 0;
    let roundTripMs: number | null = null;

    const beat = (): void => {
      nonce = Math.max(nonce + 1, Math.floor(clock.wall()));
      const oldest = sent.size < MAX_SENT ? undefined : sent.keys().next().value;
      if (oldest !== undefined) sent.delete(oldest);
      sent.set(nonce, clock.now());
      send(say.heartbeat(nonce, seqAck()));
      // Unanswered, the next one comes sooner.
      waits.next(Math.max(intervalMs / heartbeatMisses, roundTripMs === null ? readyMs : 2 * roundTripMs));
    };

    const due = (): void => {
      if (unanswered >= heartbeatMisses) return dead.next({ type: 'dead' });
      unanswered += 1;
      beat();
    };
    const beats$ = merge(
      messages$.pipe(
        filter((message) => message.type === 'hello'),
        tap((hello) => (intervalMs = hello.heartbeatIntervalMs)),
        map(() => intervalMs),
      ),
      waits,
    ).pipe(
      switchMap((waitMs) => timer(waitMs, scheduler)),
      tap(due),
      ignoreElements(),
    );
    const asked$ = messages$.pipe(
      filter(({ type }) => type === 'heartbeatRequest' || type === 'ready' || type === 'resumed'),
      tap(() => {
        // However often it asks: that is one beat to be answered.
        unanswered = Math.max(1, unanswered);
        beat();
      }),
      ignoreElements(),
    );
    const pings$ = messages$.pipe(
      filter((message) => message.type === 'heartbeatAck'),
      map((ack): Pulse | null => {
        const sentAtMs = sent.get(ack.nonce);
        // What we never said, or no longer know of, proves life at least.
        unanswered = 0;
        if (sentAtMs === undefined) {
          waits.next(intervalMs);
          return null;
        }
        for (const known of sent.keys()) if (known <= ack.nonce) sent.delete(known);
        roundTripMs = clock.now() - sentAtMs;
        waits.next(Math.max(0, intervalMs - roundTripMs));
        return { type: 'ping', pingMs: Math.round(roundTripMs) };
      }),
      filter((pulse) => pulse !== null),
    );
    return merge(dead, beats$, asked$, pings$);
  });
