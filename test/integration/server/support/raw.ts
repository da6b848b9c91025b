/** HTTP without a client library: exactly these bytes out, exactly those bytes back. */
import { connect } from 'node:net';

/** Sends bytes; resolves with everything that came until the other side closed. */
export const raw = (port: number, bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => (answer += chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });

/** A request that asks the server to close afterwards. */
export const rawRequest = (
  port: number,
  line: string,
  headers: readonly string[] = [],
  body = '',
): Promise<string> =>
  raw(port, [`${line} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers, '', body].join('\r\n'));
