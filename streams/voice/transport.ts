/**
 * The sound path of a session: a UDP socket, the handshake that yields a key, and the sink.
 *
 *     ready        r                      where to send
 *     handshake    ---c------C---         a cipher, later a new key
 *     out          ---S----------         one sink; the new key goes into it
 *     failed       ---(x|)                no sound is possible: closed
 */
import { isLeft } from 'fp-ts/lib/Either.js';
import type { Observable } from 'rxjs';
import { EMPTY, filter, finalize, merge, mergeMap, of, Subject, switchMap, takeWhile, tap } from 'rxjs';
import type { Ending } from './classify.ts';
import { handshake } from './handshake.ts';
import type { ClientMessage, ReadyMessage, ServerMessage } from './messages.ts';
import type { TransportCipher, UdpSocket, VoiceCtx, VoiceParts } from './ports.ts';
import { RtpSink } from './sink.ts';
import { speaking } from './speaking.ts';

export interface TransportParts {
  readonly ready: ReadyMessage;
  readonly parts: VoiceParts;
  readonly send: (message: ClientMessage) => void;
}

export type TransportEvent =
  { readonly type: 'ready'; readonly sink: RtpSink } | ({ readonly type: 'closed' } & Ending);

/** `messages$` is hot: the connection's messages after Ready. Unsubscribing closes UDP and silences the sink. */
export const transport = (
  messages$: Observable<ServerMessage>,
  { ready, parts, send }: TransportParts,
  ctx: VoiceCtx,
): Observable<TransportEvent> => {
  const overSocket = (socket: UdpSocket): Observable<TransportEvent> => {
    const on = new Subject<boolean>();
    let sink: RtpSink | null = null;

    const key = (cipher: TransportCipher): Observable<TransportEvent> => {
      if (sink !== null) {
        sink.rekey(cipher);
        return EMPTY;
      }
      sink = new RtpSink({
        ssrc: ready.ssrc,
        cipher,
        send: (datagram) => socket.send(datagram),
        speaking: (value) => on.next(value),
        random: () => ctx.ports.random(),
        log: ctx.log,
      });
      return of({ type: 'ready', sink });
    };

    const resumed$ = messages$.pipe(filter(({ type }) => type === 'resumed'));
    const told$ = speaking(on, { resumed$, ssrc: ready.ssrc }).pipe(
      tap(send),
      mergeMap(() => EMPTY),
    );
    const sound$ = handshake(messages$, { ready, socket, cipher: parts.cipher, send }, ctx).pipe(
      mergeMap((outcome): Observable<TransportEvent> =>
        isLeft(outcome) ? of({ type: 'closed', ...outcome.left, byRemote: false }) : key(outcome.right),
      ),
    );
    return merge(told$, sound$).pipe(finalize(() => sink?.close()));
  };

  return parts.udp.open(ready).pipe(
    switchMap(overSocket),
    takeWhile(({ type }) => type !== 'closed', true),
  );
};
