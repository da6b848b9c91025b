/** Servers that are done, or gone, before anybody has read what they sent (nodejs/undici#5360). */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpSettings } from '../../../src/sources/http/index.ts';
import { loadMedia, readAll, rejection, testSource } from './http.support.ts';
import { pattern } from './web.server.ts';

let server: Server;
afterEach(async () => {
  server.close();
  await once(server, 'close');
});

/** Answers every request, also one that takes it for a proxy, with `head` and `body` in one go; then leaves. */
const serve = async (head: string, body: Buffer, leave: (socket: Socket) => void): Promise<number> => {
  server = createServer((socket) => {
    socket.on('error', () => undefined); // a client that has enough
    socket.once('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\n${head}\r\n`);
      socket.write(body, () => leave(socket));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

/** Long enough for everything that is under way on this machine to have been noticed. */
const turns = async (): Promise<void> => {
  for (let n = 0; n < 20; n += 1) await turn();
};

const heads: [string, string][] = [
  ['of known length', 'Content-Length: LENGTH\r\nConnection: close\r\n'],
  ['of unknown length', 'Connection: close\r\n'],
  ['on a connection that should have stayed', 'Content-Length: LENGTH\r\n'],
];

/** Around the 64 KB that undici keeps for a reader who does not read. */
describe.each([64 * 1024, 65 * 1024, 100_000, 128 * 1024, 200_000])('a body of %i bytes', (length) => {
  const bytes = pattern(length);

  const isReadToItsEnd = async (url: string, settings: Partial<HttpSettings> = {}): Promise<void> => {
    const { bytes: source } = await loadMedia(testSource(settings), url);
    await turns();
    const first = await source.read(0, 10);
    await turns();
    expect(Buffer.concat([first, await readAll(source, 10)]).equals(bytes)).toBe(true);
    source.close();
  };

  it.each(heads)('%s is read to its end when the server has left', async (_, head) => {
    const port = await serve(head.replace('LENGTH', `${length}`), bytes, (socket) => socket.end());
    await isReadToItsEnd(`http://127.0.0.1:${port}/f`);
  });

  it.each(heads)('%s is read to its end when the proxy has left', async (_, head) => {
    const port = await serve(head.replace('LENGTH', `${length}`), bytes, (socket) => socket.end());
    await isReadToItsEnd('http://song.example/f', {
      proxy: { host: '127.0.0.1', port, user: '', password: '' },
    });
  });

  it.each<[string, (socket: Socket) => void]>([
    ['broken off', (socket) => socket.end()],
    ['reset', (socket) => socket.resetAndDestroy()],
  ])('that is %s again and again is given up', async (_, leave) => {
    const port = await serve(`Content-Length: ${length + 1}\r\n`, bytes, leave);
    const { bytes: source } = await loadMedia(
      testSource({ retryDelaysMs: [] }),
      `http://127.0.0.1:${port}/f`,
    );
    await turns();
    await rejection(readAll(source));
    source.close();
  });
});
