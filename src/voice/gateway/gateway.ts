/** The gateway port over `VoiceWebSocket` of @discordjs/voice. TLS follows Node's defaults (NODE_EXTRA_CA_CERTS). */
import type { VoiceWebSocket } from '@discordjs/voice';
import { isLeft, type Either } from 'fp-ts/lib/Either.js';
import { Observable, of } from 'rxjs';
import type { Log } from '../../../streams/ports.ts';
import type { ClientMessage } from '../../../streams/voice/messages.ts';
import type { GatewayEvent, GatewayPort, GatewaySocket } from '../../../streams/voice/ports.ts';
import { decodeBinary, encodeBinary } from './binary.ts';
import { connectCause, connectFailure } from './failure.ts';
import { guarded, type Guarded, type GuardedClass } from './guarded.ts';
import { decodePacket, type Decoded } from './server.codec.ts';

/** A server that does not answer our close frame keeps its socket for this long at most. */
const LINGER_MS = 1_000;

const NO_CLOSE_FRAME = 1006;

export interface GatewayOptions {
  readonly log: Log;
  /** The URL of an endpoint; left: what is wrong with it. */
  readonly url: (endpoint: string) => Either<string, string>;
}

const textOf = (message: ClientMessage): string | Uint8Array =>
  'bytes' in message
    ? encodeBinary(message.op, message.bytes)
    : JSON.stringify({ op: message.op, d: message.data });

/** Close frame, and the end of the socket whether it is answered or not. */
const leave = (socket: Guarded): void => {
  const timer = setTimeout(() => socket.cut(), LINGER_MS);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
  socket.destroy();
};

const attach = (Socket: GuardedClass, url: string, endpoint: string, log: Log): Observable<GatewayEvent> =>
  new Observable((subscriber) => {
    let phase: 'connecting' | 'open' | 'gone' = 'connecting';
    let lastError: unknown;

    const say = ({ seq, message }: Decoded): void => subscriber.next({ type: 'message', seq, message });
    const onUnreadable = (error: unknown): void => {
      log.debug('A frame of the voice gateway could not be read', { endpoint, error });
      say({ seq: null, message: { type: 'unreadable', op: null } });
    };
    const socket = new Socket(url, onUnreadable);

    const port: GatewaySocket = {
      send: (message) => {
        if (phase !== 'open') return;
        try {
          socket.sendRaw(textOf(message));
        } catch (error) {
          log.debug('A message to the voice gateway was not sent', { endpoint, op: message.op, error });
        }
      },
      drop: () => {
        phase = 'gone';
        socket.cut();
      },
    };

    // Stays for good: an `error` without a listener ends the process, also one that comes after we have left.
    socket.on('error', (error) => {
      lastError = error;
      if (phase !== 'open') return;
      // Text that is no JSON. Not logged: the error quotes the text, which may hold the session's key.
      if (error instanceof SyntaxError) say({ seq: null, message: { type: 'unreadable', op: null } });
      else log.debug('Voice gateway socket', { endpoint, error });
    });
    socket.on('open', () => {
      phase = 'open';
      subscriber.next({ type: 'open', socket: port });
    });
    socket.on('packet', (packet) => say(decodePacket(packet)));
    socket.on('binary', ({ op, seq, payload }) => say(decodeBinary(op, seq, payload)));
    socket.on('close', ({ code, reason }) => {
      const wasOpen = phase !== 'connecting';
      phase = 'gone';
      subscriber.next(
        wasOpen
          ? { type: 'closed', code, reason, byRemote: code !== NO_CLOSE_FRAME }
          : { type: 'failed', cause: connectCause(lastError), failure: connectFailure(endpoint, lastError) },
      );
      subscriber.complete();
    });

    return () => {
      const was = phase;
      phase = 'gone';
      if (was === 'open') leave(socket);
      else if (was === 'connecting') socket.cut();
    };
  });

export const gatewayPort = (Base: typeof VoiceWebSocket, { log, url }: GatewayOptions): GatewayPort => {
  const Socket = guarded(Base);
  return {
    connect: (endpoint) => {
      const address = url(endpoint);
      return isLeft(address)
        ? of({ type: 'failed', cause: 'endpoint', failure: address.left })
        : attach(Socket, address.right, endpoint, log);
    },
  };
};
