/** WebSocket frames by hand (RFC 6455 §5.2): for what a well-behaved library would never send, and for raw timing. */
import { connect, type Socket } from 'node:net';
import { PASSWORD } from './http.ts';

export const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

/** The header lines of a proper handshake. */
export const UPGRADE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  `Sec-WebSocket-Key: ${KEY}`,
] as const;

export const handshake = (more: readonly string[] = ['User-Id: 1']): string =>
  [
    `GET /v4/websocket HTTP/1.1`,
    'Host: localhost',
    `Authorization: ${PASSWORD}`,
    ...UPGRADE,
    ...more,
    '',
    '',
  ].join('\r\n');

/** A frame of a client: masked, unless it is to be wrong. */
export const frame = (opcode: number, payload: Buffer | string = '', isMasked = true): Buffer => {
  const data = Buffer.from(payload);
  const mask = Buffer.from([1, 2, 3, 4]);
  const size =
    data.length < 126
      ? Buffer.from([data.length])
      : Buffer.from([127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (data.length >>> shift) & 0xff)]);
  size[0] = (size[0] ?? 0) | (isMasked ? 0x80 : 0);
  const body = isMasked ? data.map((byte, at) => byte ^ (mask[at % 4] ?? 0)) : data;
  return Buffer.concat([Buffer.from([0x80 | opcode]), size, ...(isMasked ? [mask] : []), body]);
};

/** One connection, and what came on it, read by read. */
export interface Tap {
  readonly socket: Socket;
  readonly reads: readonly Buffer[];
  /** Resolves when what came so far, as latin1 text, fits; rejects when the connection ends before. */
  until(fits: (came: string) => boolean): Promise<string>;
  readonly closed: Promise<void>;
}

export const tap = (port: number, bytes: Buffer | string): Tap => {
  const reads: Buffer[] = [];
  const watchers = new Set<() => void>();
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
  const came = (): string => Buffer.concat(reads).toString('latin1');
  let isClosed = false;
  socket.on('error', () => undefined); // resets are among the answers that are looked for; `closed` follows
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('data', (chunk: Buffer) => {
    reads.push(chunk);
    for (const look of watchers) look();
  });
  socket.on('close', () => {
    isClosed = true;
    for (const look of watchers) look();
  });
  return {
    socket,
    reads,
    closed,
    until: (fits) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (fits(came())) resolve(came());
          else if (isClosed) reject(new Error(`The connection ended; there was: ${came()}`));
          else return;
          watchers.delete(look);
        };
        watchers.add(look);
        look();
      }),
  };
};
