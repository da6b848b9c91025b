/**
 * Works around a defect of undici 7 (nodejs/undici#5360, mended in 8): its parser asserts that it is not paused when
 * its socket ends or is reset. The assertion fails in a socket handler, which ends the process, when a server has sent
 * everything and closed before the last of it is read: the end of many a song.
 */
import { AssertionError } from 'node:assert';
import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';

const isReset = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && error.code === 'ECONNRESET';

/**
 * Tells a paused parser of the end of `socket` later: whenever it goes on and finds nothing more to read, until it is
 * not paused any more. Of a reset it is told as of any other error, which it takes at any time.
 *
 *     read     a  b       n     n     b fills the reader's buffer: the parser is paused; later it goes on
 *     end            e                from the network
 *     told           x    x     e     x: refused, the parser is still paused
 */
export const endWhenRead = <S extends Socket>(socket: S): S => {
  const read = socket.read.bind(socket);
  const emit = socket.emit.bind(socket);
  let hasEnded = false;
  // Else Node would close the socket at its end, and what the parser still holds would never come out.
  socket.allowHalfOpen = true;

  const end = (): boolean => {
    if (socket.destroyed) return false;
    try {
      return emit('end');
    } catch (error) {
      if (!(error instanceof AssertionError)) throw error;
      hasEnded = true;
      return true;
    }
  };

  socket.read = (size?: number): unknown => {
    const chunk: unknown = read(size);
    // With 0 it is Node that asks the network for more, not the parser.
    if (size !== 0 && chunk === null && hasEnded) {
      hasEnded = false;
      process.nextTick(end);
    }
    return chunk;
  };
  socket.emit = (event: string | symbol, ...details: unknown[]): boolean => {
    if (event === 'end') return end();
    const [error] = details;
    if (event !== 'error' || !isReset(error)) return emit(event, ...details);
    return emit(event, new Error('The server reset the connection.', { cause: error }));
  };
  return socket;
};

/** A connector whose sockets end so. */
export const connectLate =
  (connect: buildConnector.connector): buildConnector.connector =>
  (options, callback) =>
    connect(options, (...result) => {
      const [error, socket] = result;
      if (error === null) callback(null, endWhenRead(socket));
      else callback(error, null);
    });
