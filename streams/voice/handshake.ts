/**
 * From Ready to the key: who are we seen as, which encryption, and the server's answer.
 *
 *     datagrams$   --d-------------        answer of IP discovery
 *     sent         --s-------------        Select Protocol
 *     messages$    ------k--------K        Session Description, later another one with a new key
 *     out          ------c--------C        a cipher for each
 *
 * Emits a text on the left and completes when there will be no sound: no answer, no common mode.
 */
import { isLeft, left, right, type Either } from 'fp-ts/lib/Either.js';
import { defer, EMPTY, filter, map, merge, of, switchMap, takeWhile, timeout, type Observable } from 'rxjs';
import * as say from './client.messages.ts';
import { CUT_OFF, UNKNOWN_MODE, type LocalCause } from './classify.ts';
import { discovery } from './discovery.ts';
import type { OuterAddress } from './discovery.packet.ts';
import type { ClientMessage, ReadyMessage, ServerMessage } from './messages.ts';
import type { CipherPort, TransportCipher, UdpSocket, VoiceCtx } from './ports.ts';

export interface HandshakeParts {
  readonly ready: ReadyMessage;
  readonly socket: UdpSocket;
  readonly cipher: CipherPort;
  readonly send: (message: ClientMessage) => void;
}

/** Why there will be no sound, also as a close code and words. */
export interface HandshakeFailure {
  readonly cause: LocalCause;
  readonly code: number;
  readonly reason: string;
}

type Outcome = Either<HandshakeFailure, TransportCipher>;

const fail = (cause: LocalCause, code: number, reason: string): Outcome => left({ cause, code, reason });

/** `messages$` is hot: the connection's messages after Ready. */
export const handshake = (
  messages$: Observable<ServerMessage>,
  { ready, socket, cipher, send }: HandshakeParts,
  ctx: VoiceCtx,
): Observable<Outcome> => {
  const mode = cipher.choose(ready.modes);
  if (mode === null) {
    return of(
      fail('noMode', UNKNOWN_MODE, `No known encryption among those offered: ${ready.modes.join(', ')}.`),
    );
  }

  const described$ = messages$.pipe(
    filter((message) => message.type === 'sessionDescription'),
    timeout({ first: ctx.settings.descriptionMs, scheduler: ctx.scheduler, with: () => of(null) }),
    map((description): Outcome => {
      if (description === null)
        return fail('descriptionTimeout', CUT_OFF, 'The voice gateway did not describe the session.');
      const made = cipher.cipher(description.mode, description.secretKey);
      return made === null
        ? fail('noMode', UNKNOWN_MODE, `Unknown encryption ${description.mode}.`)
        : right(made);
    }),
  );
  const select$ = ({ address, port }: OuterAddress): Observable<never> =>
    defer(() => {
      socket.connect();
      send(say.selectProtocol(address, port, mode));
      return EMPTY;
    });

  return discovery(socket, ready.ssrc, ctx).pipe(
    switchMap((found) =>
      isLeft(found)
        ? of(fail('discoveryTimeout', CUT_OFF, found.left))
        : merge(described$, select$(found.right)),
    ),
    takeWhile((outcome) => !isLeft(outcome), true),
  );
};
