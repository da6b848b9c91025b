import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadMedia, readAll, testSource } from './http.support.ts';
import { rangeStart, startWeb } from './web.server.ts';
import type { WebServer } from './web.server.ts';

const SIZE = 2 * 1024 ** 3;
let folder: string;
let web: WebServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lavastream-http-'));
  const path = join(folder, 'large');
  const file = await open(path, 'w');
  await file.truncate(SIZE);
  await file.write(Buffer.from('the end'), 0, 7, SIZE - 7);
  await file.close();
  web = await startWeb((request, response) => {
    const start = rangeStart(request) ?? 0;
    response.writeHead(start > 0 ? 206 : 200, {
      'content-length': SIZE - start,
      ...(start > 0 ? { 'content-range': `bytes ${start}-${SIZE - 1}/${SIZE}` } : {}),
    });
    const stream = createReadStream(path, { start });
    response.on('close', () => stream.destroy());
    stream.pipe(response);
  });
});
afterAll(async () => {
  await web.close();
  await rm(folder, { recursive: true });
});

it('reads the end of 2 GB behind a URL without the rest of it', async () => {
  const before = process.memoryUsage();
  const { bytes } = await loadMedia(testSource(), `${web.url}/f`);
  expect(bytes.size).toBe(SIZE);
  expect((await readAll(bytes, 0, 1_000)).equals(Buffer.alloc(1_000))).toBe(true);
  expect((await readAll(bytes, SIZE - 7)).toString()).toBe('the end');
  expect((await readAll(bytes, SIZE / 2, 1_000)).equals(Buffer.alloc(1_000))).toBe(true);
  const after = process.memoryUsage();
  bytes.close();
  await web.idle();
  expect(web.requests).toEqual(['GET /f', `GET /f bytes=${SIZE - 7}-`, `GET /f bytes=${SIZE / 2}-`]);
  expect(after.rss - before.rss).toBeLessThan(128 * 1024 * 1024);
});
