import type { ServerResponse, RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { loadMedia, readAll, rejection, testSource } from './http.support.ts';
import { pattern, rangeStart, serveFile, startWeb } from './web.server.ts';
import type { WebServer } from './web.server.ts';

const bytes = pattern(3 * 1024 * 1024);
let web: WebServer;
afterEach(() => web.close());

const open = async (listener: RequestListener, settings = {}) => {
  web = await startWeb(listener);
  return (await loadMedia(testSource(settings), `${web.url}/f`)).bytes;
};

/** Sends the head of an answer that promises all of the file, then only `count` bytes of it, then `finish`. */
const partOf = (
  response: ServerResponse,
  start: number,
  count: number,
  finish: () => void,
  status?: number,
): void => {
  const isPart = (status ?? (start > 0 ? 206 : 200)) === 206;
  response.writeHead(isPart ? 206 : 200, {
    'content-length': bytes.length - start,
    ...(isPart ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
  });
  response.write(bytes.subarray(start, start + count), finish);
};

describe('a line that breaks', () => {
  const breaks: [string, (response: ServerResponse) => void][] = [
    ['a closed connection', (response) => response.socket?.end()],
    ['a reset', (response) => response.socket?.resetAndDestroy()],
    ['silence', () => undefined],
  ];

  it.each(breaks)('is taken up where %s left it', async (_name, breakOff) => {
    const source = await open(
      (request, response) => {
        const start = rangeStart(request) ?? 0;
        partOf(response, start, 1024 * 1024, () => {
          if (start + 1024 * 1024 < bytes.length) breakOff(response);
          else response.end();
        });
      },
      { timeouts: { connectMs: 1_000, headersMs: 1_000, idleMs: 50 } },
    );
    expect((await readAll(source)).equals(bytes)).toBe(true);
    // A reset takes with it what was under way, so how often it was asked depends on the kernel.
    expect(web.requests.length).toBeGreaterThanOrEqual(3);
    source.close();
    await web.idle();
  });

  it('is taken up from the start where the server knows no Range', async () => {
    let asked = 0;
    const source = await open((_request, response) => {
      const count = asked++ === 0 ? 100_000 : bytes.length;
      partOf(response, 0, count, () =>
        count < bytes.length ? response.socket?.resetAndDestroy() : response.end(),
      );
    });
    expect((await readAll(source)).equals(bytes)).toBe(true);
    expect(asked).toBe(2);
  });

  it('is given up after three attempts without progress', async () => {
    const source = await open((request, response) => {
      const start = rangeStart(request) ?? 0;
      partOf(response, start, 10, () => response.socket?.resetAndDestroy());
    });
    const error = await rejection(readAll(source));
    expect(error.failure).toMatchObject({
      message: 'The connection to the URL broke.',
      severity: 'suspicious',
    });
    expect(web.requests).toHaveLength(4);
    await web.idle();
  });

  it('is not taken up when the server refuses', async () => {
    const source = await open((request, response) => {
      if (rangeStart(request) === undefined)
        partOf(response, 0, 1_000, () => response.socket?.resetAndDestroy());
      else response.writeHead(403).end();
    });
    const error = await rejection(readAll(source));
    expect(error.failure).toMatchObject({ message: 'That URL is not playable.', cause: 'Status code 403' });
    expect(web.requests).toHaveLength(2);
  });

  it('survives a server that fails for a moment', async () => {
    const statuses = [503, 502];
    const source = await open((request, response) => {
      const start = rangeStart(request);
      const status = start === undefined ? undefined : statuses.shift();
      if (status !== undefined) return void response.writeHead(status).end();
      const count = start === undefined ? 1_000 : bytes.length;
      partOf(response, start ?? 0, count, () =>
        start === undefined ? response.socket?.destroy() : response.end(),
      );
    });
    expect((await readAll(source)).equals(bytes)).toBe(true);
  });

  it('goes on with what is on air when it was live', async () => {
    let asked = 0;
    const source = await open((_request, response) => {
      response.writeHead(200, { 'icy-name': 'Live' });
      if (asked++ === 0) response.write(bytes.subarray(0, 5_000), () => response.socket?.resetAndDestroy());
      else response.end(bytes.subarray(70_000, 80_000));
    });
    expect(
      (await readAll(source)).equals(
        Buffer.concat([bytes.subarray(0, 5_000), bytes.subarray(70_000, 80_000)]),
      ),
    ).toBe(true);
    expect(asked).toBe(2);
  });

  it('goes on in the same file when only its length was unknown', async () => {
    let asked = 0;
    const source = await open((_request, response) => {
      response.writeHead(200, { etag: '"v1"' });
      if (asked++ === 0) response.write(bytes.subarray(0, 5_000), () => response.socket?.resetAndDestroy());
      else response.end(bytes);
    });
    expect((await readAll(source)).equals(bytes)).toBe(true);
  });

  it('does not throw while nobody reads', async () => {
    let broken: () => void = () => undefined;
    const hasBroken = new Promise<void>((resolve) => (broken = resolve));
    const source = await open((request, response) => {
      if (rangeStart(request) !== undefined) return serveFile(bytes)(request, response);
      response.on('close', broken);
      partOf(response, 0, 100, () => response.socket?.resetAndDestroy());
    });
    await hasBroken;
    expect((await readAll(source)).equals(bytes)).toBe(true);
  });
});
