import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { loadMedia, readAll, rejection, right, testSource, trackAt } from './http.support.ts';
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

describe('reading on', () => {
  it('takes one request, and the end frees the connection', async () => {
    const source = await open(serveFile(bytes));
    expect((await readAll(source)).equals(bytes)).toBe(true);
    await web.idle();
    expect(web.requests).toEqual(['GET /f']);
    expect(await source.read(bytes.length, 10)).toHaveLength(0);
    expect(await source.read(bytes.length + 99, 10)).toHaveLength(0);
    source.close();
  });

  it('gives at most what was asked for', async () => {
    const source = await open(serveFile(bytes));
    expect(await readAll(source, 0, 7)).toHaveLength(7);
    expect((await source.read(7, 3)).length).toBeLessThanOrEqual(3);
    source.close();
  });

  it('copes with a body that has no length', async () => {
    const source = await open((_request, response) => {
      response.write(bytes.subarray(0, 1_000));
      response.end(bytes.subarray(1_000));
    });
    expect(source).toMatchObject({ size: undefined, seekable: false });
    expect((await readAll(source)).equals(bytes)).toBe(true);
    expect(await source.read(bytes.length, 10)).toHaveLength(0);
  });

  it('asks the socket for nothing while nobody reads', async () => {
    let sent = 0;
    const chunk = Buffer.alloc(64 * 1024);
    const pour = (response: ServerResponse): void => {
      while (sent < 256 * 1024 * 1024) {
        sent += chunk.length;
        if (!response.write(chunk)) return void response.once('drain', () => pour(response));
      }
    };
    const source = await open((request, response) => {
      if (request.url === '/ping') return void response.end('pong');
      pour(response);
    });
    await source.read(0, 10);
    // Each round trip gives the poured-out answer its turn as well.
    for (let turn = 0; turn < 200; turn++) await fetch(`${web.url}/ping`).then((answer) => answer.text());
    expect(sent).toBeLessThan(32 * 1024 * 1024); // What kernels buffer, and not the 256 MB that are on offer.
    source.close();
  });
});

describe('jumping', () => {
  it('ahead and back is a Range request', async () => {
    const source = await open(serveFile(bytes, { etag: '"v1"' }));
    expect((await readAll(source, 2_000_000, 5_000)).equals(bytes.subarray(2_000_000, 2_005_000))).toBe(true);
    expect((await readAll(source, 100, 5_000)).equals(bytes.subarray(100, 5_100))).toBe(true);
    expect((await readAll(source, 0, 10)).equals(bytes.subarray(0, 10))).toBe(true);
    expect(web.requests).toEqual(['GET /f', 'GET /f bytes=2000000-', 'GET /f bytes=100-', 'GET /f']);
    expect(web.headers[1]?.['if-range']).toBe('"v1"');
    source.close();
    await web.idle();
  });

  it('a little ahead is read through', async () => {
    const source = await open(serveFile(bytes));
    await source.read(0, 10);
    expect((await readAll(source, 400_000, 10)).equals(bytes.subarray(400_000, 400_010))).toBe(true);
    expect(web.requests).toEqual(['GET /f']);
    source.close();
  });

  it('works, slowly, where the server knows no Range', async () => {
    const whole: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    };
    const source = await open(whole);
    expect((await readAll(source, 2_000_000, 10)).equals(bytes.subarray(2_000_000, 2_000_010))).toBe(true);
    // Now it is known: the next jump ahead reads on.
    expect((await readAll(source, 3_000_000, 10)).equals(bytes.subarray(3_000_000, 3_000_010))).toBe(true);
    expect((await readAll(source, 5, 10)).equals(bytes.subarray(5, 15))).toBe(true);
    expect(web.requests).toEqual(['GET /f', 'GET /f bytes=2000000-', 'GET /f bytes=5-']);
    source.close();
  });

  it('uses a part that begins earlier than asked for', async () => {
    const source = await open((request, response) => {
      if (rangeStart(request) === undefined) serveFile(bytes)(request, response);
      else partOf(response, 1_999_000, 1_001_000, () => response.end());
    });
    expect((await readAll(source, 2_000_000, 10)).equals(bytes.subarray(2_000_000, 2_000_010))).toBe(true);
    source.close();
  });

  it.each<[string, Record<string, string>]>([
    ['another part', { 'content-range': 'bytes 2500000-3145727/3145728' }],
    ['a part of another file', { 'content-range': 'bytes 2000000-3145727/9999999' }],
    ['a part without saying which', { 'content-range': 'bytes */3145728' }],
  ])('refuses %s', async (_name, headers) => {
    const source = await open((request, response) => {
      if (rangeStart(request) === undefined) return serveFile(bytes)(request, response);
      response.writeHead(206, headers).end(bytes.subarray(2_000_000));
    });
    const error = await rejection(source.read(2_000_000, 10));
    expect(error.message).toBe('The file changed while it was being read.');
    await web.idle();
  });

  it.each([404, 416])('tells of a %i', async (code) => {
    const source = await open((request, response) => {
      if (rangeStart(request) === undefined) serveFile(bytes)(request, response);
      else response.writeHead(code).end();
    });
    await rejection(source.read(2_000_000, 10));
    expect(web.requests).toHaveLength(2);
  });

  it('back is impossible on a live stream', async () => {
    const source = await open((_request, response) => void response.write(bytes.subarray(0, 5_000)));
    await readAll(source, 0, 5_000);
    expect((await rejection(source.read(0, 10))).message).toBe('A live stream cannot be rewound.');
    source.close();
  });
});

describe('closing', () => {
  const drip = (_request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, 1_000));
  };

  it('cuts the connection, before, between and within reads', async () => {
    const unread = await open(drip);
    unread.close();
    await web.idle();
    await web.close();

    const between = await open(drip);
    await between.read(0, 10);
    between.close();
    between.close();
    await web.idle();
    await web.close();

    const within = await open(drip);
    await readAll(within, 0, 1_000);
    const pending = within.read(1_000, 10);
    within.close();
    await expect(pending).rejects.toThrow('closed');
    await web.idle();
    await expect(within.read(0, 10)).rejects.toThrow('closed');
  });

  it('ends the wait before another attempt', async () => {
    const source = await open(
      (_request, response) => partOf(response, 0, 10, () => response.socket?.resetAndDestroy()),
      { retryDelaysMs: [3_600_000] },
    );
    await readAll(source, 0, 10);
    const pending = source.read(10, 10);
    await web.idle();
    source.close();
    await expect(pending).rejects.toThrow();
  });

  it('leaves no connection behind, however sources were used', async () => {
    web = await startWeb(serveFile(bytes));
    const http = testSource();
    const sources = await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        right(await http.open(trackAt(`${web.url}/${index}`))()),
      ),
    );
    await Promise.all(sources.map((source, index) => source.read(index * 100_000, 10)));
    for (const source of sources) source.close();
    await web.idle();
    // Not one more than was asked for: none that would stay idle.
    expect(web.connections()).toBe(web.requests.length);
  });
});
