import { createServer as createTcp } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { left, loadFailure, loadMedia, readAll, right, testSource, trackAt } from './http.support.ts';
import { pattern, serveFile, startWeb } from './web.server.ts';
import type { WebServer } from './web.server.ts';

const bytes = pattern(3_000);
let web: WebServer | undefined;
afterEach(async () => {
  await web?.close();
  web = undefined;
});

const serve = async (listener: RequestListener): Promise<WebServer> => (web = await startWeb(listener));
const status =
  (code: number, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    response.writeHead(code, headers).end('x'.repeat(10));

describe('which identifiers are taken', () => {
  it.each(['ytsearch:x', '/music/song.mp3', 'ftp://example.com/x', 'song', ''])(
    'not %j',
    async (identifier) => {
      expect(right(await testSource().load(identifier)())).toBeNull();
    },
  );

  it('a URL that is none is a failure', async () => {
    expect(await loadFailure(testSource(), 'http://')).toMatchObject({
      message: 'Not a valid URL.',
      severity: 'common',
    });
  });
});

describe('what an answer means', () => {
  it('a file', async () => {
    const { url } = await serve(serveFile(bytes));
    const media = await loadMedia(testSource(), `${url}/a b.mp3?x=1#y`);
    expect(media).toMatchObject({ identifier: `${url}/a b.mp3?x=1#y`, hints: { contentType: 'audio/test' } });
    expect(media.bytes.size).toBe(3_000);
    expect(media.bytes.seekable).toBe(true);
    expect((await readAll(media.bytes)).equals(bytes)).toBe(true);
    expect(web?.requests).toEqual(['GET /a%20b.mp3?x=1']);
    expect(web?.headers[0]).not.toHaveProperty('icy-metadata');
  });

  it('404: nothing', async () => {
    const { url } = await serve(status(404));
    expect(right(await testSource().load(url)())).toBeNull();
    await web?.idle();
  });

  it.each([204, 304, 400, 403, 410, 429, 500, 503])('%i: not playable', async (code) => {
    const { url } = await serve(status(code));
    expect(await loadFailure(testSource(), url)).toMatchObject({
      message: 'That URL is not playable.',
      severity: 'common',
      cause: `Status code ${code}`,
    });
    await web?.idle();
  });

  it.each([301, 302, 303, 307, 308])('%i: ask all sources again', async (code) => {
    const { url } = await serve(status(code, { location: '/there?a=b' }));
    expect(right(await testSource().load(url)())).toEqual({
      type: 'redirect',
      identifier: `${url}/there?a=b`,
    });
    await web?.idle();
  });

  it.each(['file:///etc/passwd', 'ytsearch:x', 'ftp://example.com/', 'http://'])(
    'a redirect to %s: not playable',
    async (location) => {
      const { url } = await serve(status(302, { location }));
      expect((await loadFailure(testSource(), url)).message).toBe('That URL is not playable.');
    },
  );

  it('a redirect without a target: not playable', async () => {
    const { url } = await serve(status(302));
    expect((await loadFailure(testSource(), url)).cause).toBe('Status code 302');
  });
});

describe('radios', () => {
  it('icy:// is http://, and the headers name title and author', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, {
        'icy-name': ' Radio One ',
        'icy-description': '',
        'icy-url': 'http://radio.example',
      });
      response.write(bytes);
    });
    const media = await loadMedia(testSource(), url.replace('http', 'icy'));
    expect(media).toMatchObject({ identifier: url, title: 'http://radio.example', author: 'Radio One' });
    expect(media.bytes).toMatchObject({ size: undefined, seekable: false });
    media.bytes.close();
    await web?.idle();
  });

  it.each([
    ['UTF-8', Buffer.from('Café Ü')],
    ['Latin-1', Buffer.from('Café Ü', 'latin1')],
  ])('read names in %s', async (_name, name) => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'icy-name': name.toString('latin1') }).end(bytes);
    });
    const media = await loadMedia(testSource(), url);
    expect(media.author).toBe('Café Ü');
    media.bytes.close();
  });

  it.each(['all at once', 'byte by byte'])('that answer with ICY 200 OK, %s', async (how) => {
    const server = createTcp((socket) => {
      socket.on('error', () => undefined);
      socket.setNoDelay(true);
      socket.once('data', () => {
        const answer = Buffer.concat([
          Buffer.from('ICY 200 OK\r\nicy-name:Old\r\ncontent-type:audio/mpeg\r\n\r\n'),
          bytes,
        ]);
        if (how === 'all at once') return void socket.end(answer);
        const first = (at: number): void => {
          if (at === 6) return void socket.end(answer.subarray(6));
          socket.write(answer.subarray(at, at + 1), () => setImmediate(first, at + 1));
        };
        first(0);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const media = await loadMedia(
      testSource(),
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    );
    expect(media.author).toBe('Old');
    expect((await readAll(media.bytes)).equals(bytes)).toBe(true);
    server.close();
    await once(server, 'close');
  });
});

describe('failures of the line', () => {
  it('nobody listens', async () => {
    const { url, close } = await startWeb(status(200));
    await close();
    expect(await loadFailure(testSource(), url)).toMatchObject({
      message: 'Connecting to the URL failed.',
      severity: 'suspicious',
    });
  });

  it('no headers come', async () => {
    const { url } = await serve(() => undefined);
    const failure = await loadFailure(
      testSource({ timeouts: { connectMs: 500, headersMs: 50, idleMs: 50 } }),
      url,
    );
    expect(failure.message).toBe('Connecting to the URL failed.');
    expect(failure.cause).toContain('HeadersTimeoutError');
    await web?.idle();
  });

  it('it is no HTTP', async () => {
    const server = createTcp((socket) => {
      socket.on('error', () => undefined);
      socket.end('SSH-2.0-x\r\n');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const failure = await loadFailure(
      testSource(),
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    );
    expect(failure.message).toBe('Connecting to the URL failed.');
    server.close();
  });

  it('a request that is given up leaves no connection', async () => {
    const giveUp = new AbortController();
    const { url } = await serve(() => giveUp.abort());
    left(await testSource().load(url, giveUp.signal)());
    await web?.idle();
  });
});

describe('opening a track', () => {
  it('follows redirects', async () => {
    const { url } = await serve((request, response) => {
      if (request.url === '/end') return serveFile(bytes)(request, response);
      response.writeHead(308, { location: request.url === '/a' ? 'b' : '/end' }).end();
    });
    const source = right(await testSource().open(trackAt(`${url}/a`))());
    expect((await readAll(source)).equals(bytes)).toBe(true);
    expect(web?.requests).toEqual(['GET /a', 'GET /b', 'GET /end']);
  });

  it('gives up on a ring of redirects', async () => {
    const { url } = await serve(status(302, { location: '/again' }));
    const failure = left(await testSource().open(trackAt(url))());
    expect(failure).toMatchObject({ message: 'That URL is not playable.', cause: 'More than 5 redirects' });
    await web?.idle();
  });

  it('asks a failing server once more', async () => {
    let asked = 0;
    const { url } = await serve((request, response) =>
      asked++ === 0 ? status(503)(request, response) : serveFile(bytes)(request, response),
    );
    right(await testSource().open(trackAt(url))()).close();
    expect(asked).toBe(2);
  });

  it('does not ask again when it was refused', async () => {
    const { url, requests } = await serve(status(404));
    expect(left(await testSource().open(trackAt(url))()).cause).toBe('Status code 404');
    expect(requests).toHaveLength(1);
  });

  it('sends the login that the URL holds', async () => {
    const { port, headers } = await serve(serveFile(bytes));
    right(await testSource().open(trackAt(`http://us%65r:p%40ss@127.0.0.1:${port}/`))()).close();
    expect(headers[0]?.authorization).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`);
  });
});
