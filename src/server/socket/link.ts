/** One WebSocket of one session (protocol §2.1, clients.md §5). */
import type { WebSocket } from 'ws';
import type { Log } from '../ports.ts';
import type { Link } from '../sessions/session.ts';

/** Bytes that may wait for a client that does not read: minutes of a big bot's messages. */
export const MAX_UNREAD_BYTES = 4 * 1024 * 1024;

/** Everything about a socket but what is sent. `onClosed` is called once. */
export const createLink = (socket: WebSocket, log: Log, onClosed: (link: Link) => void): Link => {
  let hasSpoken = false;

  const link: Link = {
    isOpen: () => socket.readyState === socket.OPEN,
    close: (code) => socket.close(code),
    send: (text) => {
      if (!link.isOpen()) return;
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
