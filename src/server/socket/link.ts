/** One WebSocket of one session (protocol §2.1, clients.md §5). */
import type { WebSocket } from 'ws';
import type { Log } from '../ports.ts';
import type { Link } from '../sessions/session.ts';

/** Bytes that may wait for a client that does not read: minutes of a big bot's messages. */
export const MAX_UNREAD_BYTES = 4 * 1024 * 1024;

/**
 * A client that lost its connection without a word to us (a router that forgot it, a machine that was moved) is back
 * long before TCP gives the old one up. So much time it has to answer a ping on the old one: longer than any way
 * around the world, and no client waits less for a handshake. Otherwise nobody is pinged: not all bear it
 * (clients.md §5).
 */
const PROBE_MS = 1500;

/** Settles when a pong has come, or the socket has closed: by itself, or because none came. */
const probe = (socket: WebSocket, log: Log): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => {
      log.info('a connection is dead, its client is back', { waitedMs: PROBE_MS });
      socket.terminate();
    }, PROBE_MS);
    const settle = (): void => {
      clearTimeout(cut);
      socket.off('pong', settle);
      socket.off('close', settle);
      resolve();
    };
    socket.on('pong', settle);
    socket.on('close', settle);
    socket.ping();
  });

export interface LinkOptions {
  readonly log: Log;
  /** Told of each text that goes out. */
  readonly onSend?: ((text: string) => void) | undefined;
  /** Called once. */
  readonly onClosed: (link: Link) => void;
}

/** Everything about a socket but what is sent. */
export const createLink = (socket: WebSocket, { log, onSend, onClosed }: LinkOptions): Link => {
  let hasSpoken = false;
  let probing: Promise<void> | undefined;

  const link: Link = {
    isOpen: () => socket.readyState === socket.OPEN,
    close: (code) => socket.close(code),
    probe: () =>
      (probing ??= probe(socket, log).finally(() => {
        probing = undefined;
      })),
    send: (text) => {
      if (!link.isOpen()) return;
      onSend?.(text);
      socket.send(text);
      if (socket.bufferedAmount <= MAX_UNREAD_BYTES) return;
      log.warn('client does not read, connection cut', { bufferedBytes: socket.bufferedAmount });
      socket.terminate();
    },
  };

  // Without a listener a broken frame would end the process.
  socket.on('error', (error) => log.warn('websocket error', { reason: error.message }));
  socket.on('message', (_, isBinary) => {
    if (isBinary) {
      socket.close(1003, 'Binary messages not supported');
    } else if (!hasSpoken) {
      hasSpoken = true;
      log.warn('websocket messages from clients are ignored since v4');
    }
  });
  socket.on('close', (code, reason) => {
    log.info('websocket closed', { code, reason: reason.toString() });
    onClosed(link);
  });
  return link;
};
