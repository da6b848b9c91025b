import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { ByteSource } from '../../../src/containers/types.ts';
import { readAll, right, testSource, trackAt } from './http.support.ts';
import { pattern, startWeb } from './web.server.ts';
import type { WebServer } from './web.server.ts';

const bytes = pattern(300_000);
const INTERVAL = 1000;
let close: (() => Promise<void>) | undefined;
afterEach(async () => close?.());

const block = (text: string): Buffer => {
  const units = Math.ceil(text.length / 16);
  return Buffer.concat([Buffer.of(units), Buffer.from(text.padEnd(units * 16, '\0'))]);
};

/** `from` … `to` of the sound with a title in every block. */
const withTitles = (from: number, to: number, title: string): Buffer => {
  const parts: Buffer[] = [];
  for (let at = from; at < to; at += INTERVAL)
    parts.push(bytes.subarray(at, Math.min(to, at + INTERVAL)), block(`StreamTitle='${title}';`));
  return Buffer.concat(parts);
};

const play = async (url: string): Promise<{ source: ByteSource; titles: (string | null)[] }> => {
  const source = right(await testSource().open(trackAt(url))());
  const titles: (string | null)[] = [];
  source.titles$?.subscribe(({ title }) => titles.push(title));
  return { source, titles };
};

it('a line that breaks within a title goes on with sound, and with the blocks of the new answer', async () => {
  let answers = 0;
  const web: WebServer = await startWeb((request, response) => {
    expect(request.headers['icy-metadata']).toBe('1');
    answers += 1;
    response.writeHead(200, { 'icy-metaint': INTERVAL });
    if (answers > 1) return void response.end(withTitles(100_000, bytes.length, 'Second'));
    const first = withTitles(0, 100_000, 'First');
    response.write(first.subarray(0, first.length - 5), () => response.socket?.resetAndDestroy());
  });
  close = web.close;
  const { source, titles } = await play(web.url);
  expect((await readAll(source)).equals(bytes)).toBe(true);
  expect(titles).toEqual(['First', 'Second']);
  source.close();
});

it('what looks like blocks is sound for whoever did not ask', async () => {
  const web = await startWeb((_, response) => {
    response.writeHead(200, { 'icy-metaint': INTERVAL });
    response.end(bytes);
  });
  close = web.close;
  const media = right(await testSource().load(web.url)());
  if (media?.type !== 'media') throw new Error('no media');
  expect((await readAll(media.bytes)).equals(bytes)).toBe(true);
  media.bytes.close();
});

it('SHOUTcast 1: its status line, its headers, its titles', async () => {
  const server = createServer((socket) => {
    socket.once('data', () =>
      socket.end(
        Buffer.concat([
          Buffer.from(
            `ICY 200 OK\r\nicy-name:Old FM\r\nicy-metaint:${INTERVAL}\r\ncontent-type:audio/mpeg\r\n\r\n`,
          ),
          withTitles(0, bytes.length, 'Song'),
        ]),
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => new Promise((resolve) => server.close(() => resolve()));
  const { source, titles } = await play(`icy://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  expect((await readAll(source)).equals(bytes)).toBe(true);
  expect(titles).toEqual(['Song']);
  source.close();
});
