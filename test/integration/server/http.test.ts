/** What is the same for every route (protocol §1.1 to §1.5). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestNode } from './support/node.ts';
import { AUTH, PASSWORD, startNode } from './support/node.ts';
import { raw, rawRequest } from './support/raw.ts';

let node: TestNode;
beforeAll(async () => {
  node = await startNode();
});
afterAll(() => node.server.close());

const get = (path: string, headers: Record<string, string> = AUTH, method = 'GET'): Promise<Response> =>
  fetch(node.url + path, { method, headers });

describe('the password', () => {
  it.each([
    ['missing', {}, 401],
    ['wrong', { Authorization: 'wrong' }, 403],
    ['a prefix', { Authorization: PASSWORD.slice(0, -1) }, 403],
    ['with a scheme', { Authorization: `Bearer ${PASSWORD}` }, 403],
    ['right', { Authorization: PASSWORD }, 200],
  ])('%s', async (_, headers: Record<string, string>, status) => {
    for (const path of ['/version', '/v4/info', '/v4/stats']) {
      const answer = await get(path, headers);
      expect(answer.status).toBe(status);
      if (status === 200) continue;
      expect(await answer.text()).toBe('');
      expect(answer.headers.get('content-length')).toBe('0');
      expect(answer.headers.get('content-type')).toBeNull();
      expect(answer.headers.get('www-authenticate')).toBeNull();
    }
  });

  it('is asked for only where a route matches', async () => {
    expect((await get('/v4/nothing', {})).status).toBe(404);
    expect((await get('/v4/info', {}, 'POST')).status).toBe(405);
    expect((await get('/v4/sessions/x/players/1', {}, 'PATCH')).status).toBe(401);
  });
});

describe('every answer', () => {
  it.each([
    'GET /version',
    'GET /v4/info',
    'GET /v4/nothing',
    'POST /v4/info',
    'TRACE /v4/info',
    'PATCH /v4/sessions/x',
    'DELETE /v4/sessions/x/players/1',
    'GET /v4/routeplanner/status',
    'GET http://[bad/',
    'BREW /v4/info',
    'OPTIONS /v4/info',
    'GET /v4/websocket',
  ])('carries the API version: %s', async (line) => {
    for (const headers of [[], [`Authorization: ${PASSWORD}`]]) {
      expect(await rawRequest(node.port, line, headers)).toMatch(/\r\nLavalink-Api-Version: 4\r\n/i);
    }
  });

  it('never speaks of CORS', async () => {
    const answer = await get('/v4/info', { ...AUTH, Origin: 'http://elsewhere.test' });
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    const preflight = await rawRequest(node.port, 'OPTIONS /v4/info', [
      'Origin: http://elsewhere.test',
      'Access-Control-Request-Method: GET',
    ]);
    expect(preflight).toMatch(/^HTTP\/1.1 403 /);
    expect(preflight).toMatch(/Invalid CORS request$/);
  });

  it('has exactly this content type', async () => {
    expect((await get('/v4/info')).headers.get('content-type')).toBe('application/json');
    expect((await get('/v4/nothing')).headers.get('content-type')).toBe('application/json');
    expect((await get('/version')).headers.get('content-type')).toBe('text/plain;charset=ISO-8859-1');
  });
});

describe('paths', () => {
  it.each([
    '/v4/info/',
    '//v4/info',
    '/v4//info',
    '/v4/info%2F',
    '/V4/info',
    '/loadtracks',
    '/v3/info',
    '/health',
  ])('unknown: %s', async (path) => {
    const answer = await rawRequest(node.port, `GET ${path}?a=b`, [`Authorization: ${PASSWORD}`]);
    expect(answer).toMatch(/^HTTP\/1.1 404 /);
    expect(answer).toContain(`"message":"No endpoint GET ${path}.","path":"${path}"}`);
  });

  it.each(['/v4/%69nfo', '/v4/info;a=b', '/v4;x/info', '/v4/info?trace=true&unknown=1'])(
    'known: %s',
    async (path) => {
      const answer = await rawRequest(node.port, `GET ${path}`, [`Authorization: ${PASSWORD}`]);
      expect(answer).toMatch(/^HTTP\/1.1 200 /);
    },
  );
});

describe('errors', () => {
  it('have these keys in this order', async () => {
    const before = Date.now();
    const text = await (await get('/v4/nothing')).text();
    const [, timestamp] =
      /^\{"timestamp":(\d+),"status":404,"error":"Not Found","message":"No endpoint GET \/v4\/nothing\.","path":"\/v4\/nothing"\}$/.exec(
        text,
      ) ?? [];
    expect(Number(timestamp)).toBeGreaterThanOrEqual(before);
  });

  it.each([
    ['?trace=true', true],
    ['?trace=false', false],
    ['?trace=FALSE', false],
    ['?trace', true],
    ['?trace=', true],
    ['?trace=no', true],
    ['', false],
  ])('trace with %s', async (query, isThere) => {
    const body: unknown = await (await get(`/v4/nothing${query}`)).json();
    expect(Object.keys(body ?? {})).toEqual([
      'timestamp',
      'status',
      'error',
      ...(isThere ? ['trace'] : []),
      'message',
      'path',
    ]);
  });

  it('the trace of an unreadable body says what is wrong with it', async () => {
    const { status, json } = await node.rest(
      'PATCH',
      '/v4/sessions/x/players/1?trace=true',
      '{"volume":"loud"}',
    );
    expect(status).toBe(400);
    expect(json).toMatchObject({ message: 'Bad Request' });
    expect(json).toHaveProperty('trace', expect.stringContaining('volume: expected an integer'));
  });
});

describe('methods', () => {
  it('405 names the allowed ones', async () => {
    const answer = await get('/v4/info', AUTH, 'POST');
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET,HEAD,OPTIONS');
    expect(await answer.json()).toMatchObject({ message: "Method 'POST' is not supported." });
    expect((await get('/v4/sessions/x', AUTH, 'GET')).status).toBe(405);
    expect((await get('/v4/decodetracks', AUTH, 'HEAD')).status).toBe(405);
    expect((await get('/v4/websocket', AUTH, 'HEAD')).status).toBe(405);
    expect(await rawRequest(node.port, 'TRACE /v4/info', [`Authorization: ${PASSWORD}`])).toMatch(
      /^HTTP\/1.1 405 /,
    );
  });

  it('HEAD is GET without a body', async () => {
    for (const path of ['/version', '/v4/info', '/v4/stats', '/v4/loadtracks?identifier=x']) {
      const answer = await get(path, AUTH, 'HEAD');
      expect([path, answer.status, await answer.text()]).toEqual([path, 200, '']);
    }
    expect((await get('/v4/info', {}, 'HEAD')).status).toBe(401);
  });

  it('OPTIONS', async () => {
    const allowed = await get('/v4/info', AUTH, 'OPTIONS');
    expect([allowed.status, allowed.headers.get('allow'), allowed.headers.get('accept-patch')]).toEqual([
      200,
      'GET,HEAD,OPTIONS',
      '',
    ]);
    expect((await get('/v4/info', {}, 'OPTIONS')).status).toBe(401);
    expect((await get('/v4/info', { Authorization: 'x' }, 'OPTIONS')).status).toBe(403);
    expect((await get('/v4/nothing', AUTH, 'OPTIONS')).status).toBe(404);
  });
});

describe('garbage', () => {
  it.each([
    '\u0000\u0001\u0002\r\n\r\n',
    'GET\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    'GET /v4/info HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n',
    'GET /v4/info HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nzzz\r\n',
    `GET /${'a'.repeat(300_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
    'GET /v4/info HTTP/1.1\r\nHost: a b c\r\nConnection: close\r\n\r\n',
    'GET \\\\x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    'PATCH /v4/sessions/x HTTP/1.1\r\nHost: a\r\nExpect: the-unexpected\r\nConnection: close\r\n\r\n',
  ])('is answered 4xx, and the node lives on (%#)', async (bytes) => {
    expect(await raw(node.port, bytes)).toMatch(/^HTTP\/1\.1 4\d\d .*\r\nLavalink-Api-Version: 4\r\n/i);
    expect((await get('/version')).status).toBe(200);
  });

  it('a request may come without a Host', async () => {
    expect(await raw(node.port, `GET /version HTTP/1.0\r\nAuthorization: ${PASSWORD}\r\n\r\n`)).toMatch(
      /4\.2\.2$/,
    );
    expect(
      await raw(
        node.port,
        `GET /version HTTP/1.1\r\nConnection: close\r\nAuthorization: ${PASSWORD}\r\n\r\n`,
      ),
    ).toMatch(/4\.2\.2$/);
  });

  it('an upgrade to something else is an ordinary request, with its body', async () => {
    const answer = await raw(
      node.port,
      `PATCH /v4/sessions/x HTTP/1.1\r\nHost: a\r\nConnection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAE\r\nAuthorization: ${PASSWORD}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
    );
    expect(answer).toContain('Session not found');
  });

  it('a client that leaves in mid-body does no harm', async () => {
    const { connect } = await import('node:net');
    await new Promise<void>((resolve) => {
      const socket = connect(node.port, '127.0.0.1', () => {
        socket.write(
          `PATCH /v4/sessions/x HTTP/1.1\r\nHost: a\r\nAuthorization: ${PASSWORD}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
          () => socket.destroy(),
        );
      });
      socket.on('close', () => resolve());
    });
    expect((await get('/version')).status).toBe(200);
    expect(node.logs.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
