/** From an upgrade request to a session with a socket. */
import { STATUS_CODES } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Log, ServerContext } from '../ports.ts';
import type { Opening, Registry } from '../sessions/registry.ts';
import type { Greeting, Refusal } from './handshake.ts';
import { SOCKET_PATH, readHandshake } from './handshake.ts';
import { createLink } from './link.ts';

/** Clients have nothing to say; this is for those that do so all the same. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
/** A peer that vanished without a word is found out after some minutes. Pings are not for us to send. */
const KEEP_ALIVE_MS = 30_000;

export interface Upgrader {
  /** Is this one for `upgrade`? All others are ordinary requests, whatever they would like to become. */
  isUpgrade(request: IncomingMessage): boolean;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** From now on every handshake is answered 503. */
  stop(): void;
  /** Cuts the sockets that have not closed by themselves. */
  terminate(): void;
}

export interface UpgraderOptions {
  readonly registry: Registry;
  readonly log: Log;
  readonly isPassword: (header: string | undefined) => boolean;
  readonly traceMessage?: ServerContext['traceMessage'];
  readonly contextPath?: string | undefined;
}

const refuse = (socket: Duplex, { status, headers, body }: Refusal): void => {
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Lavalink-Api-Version: 4',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
};

/** @example server.on('upgrade', createUpgrader({ registry, log, isPassword }).upgrade) */
export const createUpgrader = ({
  registry,
  log,
  isPassword,
  traceMessage,
  contextPath = '',
}: UpgraderOptions): Upgrader => {
  // No compression: a text of 150 bytes every five seconds is not worth a zlib context.
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
  });

  const join = (
    socket: WebSocket,
    { session, isResumed }: Opening,
    { userId, clientName }: Greeting,
  ): void => {
    const onSend =
      traceMessage && ((text: string): void => traceMessage(`-> ${text}`, { sessionId: session.id }));
    session.attach(createLink(socket, { log, onSend, onClosed: (link) => session.detach(link) }));
    log.info(isResumed ? 'session resumed' : 'session opened', { sessionId: session.id, userId, clientName });
  };

  const accept = (request: IncomingMessage, socket: Duplex, head: Buffer, greeting: Greeting): void => {
    let opening: Opening | undefined;
    // The last moment before the 101: nothing can go wrong any more, so which session it is may be decided.
    const onHeaders = (headers: string[]): void => {
      opening = registry.open(greeting.wantedId, greeting.userId);
      headers.push('Lavalink-Api-Version: 4', `Session-Resumed: ${opening.isResumed}`);
      if (greeting.origin !== undefined) headers.push(`Origin: ${greeting.origin}`);
    };
    // There are no subprotocols, so a bad list of them is no reason to refuse.
    delete request.headers['sec-websocket-protocol'];
    sockets.once('headers', onHeaders);
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      if (opening !== undefined) join(webSocket, opening, greeting);
    });
    sockets.off('headers', onHeaders);
  };

  const acceptLate: typeof accept = (request, socket, head, greeting) => {
    if (socket.destroyed) return;
    try {
      accept(request, socket, head, greeting);
    } catch (error) {
      log.error('A handshake failed unexpectedly', { err: error });
      socket.destroy();
    }
  };

  return {
    isUpgrade: ({ method, url = '', headers }) =>
      method === 'GET' &&
      headers.upgrade?.toLowerCase() === 'websocket' &&
      url.split('?', 1)[0] === contextPath + SOCKET_PATH,
    upgrade: (request, socket, head) => {
      socket.on('error', (error) => log.debug('socket error', { reason: error.message }));
      const handshake = readHandshake(request, isPassword);
      if (handshake.type === 'refusal') {
        log.warn('websocket refused', { status: handshake.status, reason: handshake.reason });
        refuse(socket, handshake);
        return;
      }
      keepAlive(request.socket);
      const contest = registry.contest(handshake.wantedId);
      if (contest === null) accept(request, socket, head, handshake);
      else void contest.then(() => acceptLate(request, socket, head, handshake));
    },
    stop: () => sockets.close(),
    terminate: () => {
      for (const socket of sockets.clients) socket.terminate();
    },
  };
};

const keepAlive = (socket: Socket): void => {
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
};
