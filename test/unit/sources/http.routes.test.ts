/** With a route planner over 127.0.0.0/8: what a server sees of the addresses that requests come from. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo, LookupFunction } from 'node:net';
import * as E from 'fp-ts/lib/Either.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testPlanner } from '../routeplanner/support.ts';
import type { TestPlanner } from '../routeplanner/support.ts';
import { loadFailure, loadMedia, readAll, right, testSource, trackAt } from './http.support.ts';
import { pattern, serveFile, startWeb } from './web.server.ts';
import type { WebServer } from './web.server.ts';

const bytes = pattern(3_000);

let web: WebServer;
/** Where each request came from. */
let from: string[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
beforeEach(async () => {
  from = [];
  answer = serveFile(bytes);
  web = await startWeb((request, response) => {
    from.push(request.socket.remoteAddress ?? '');
    answer(request, response);
  });
});
afterEach(() => web.close());

const refuse = (_request: IncomingMessage, response: ServerResponse): void =>
  void response.writeHead(429).end('too many requests');

const failing = (planner: TestPlanner) => planner.status().failing.map(({ address }) => address);

/** DNS that knows one name. */
const dns =
  (...addresses: readonly string[]): LookupFunction =>
  (_host, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

// Other systems have only one address on their loopback interface.
describe.runIf(process.platform === 'linux')('requests come from where the planner says', () => {
  it('from one address until it is refused, and then from another, for every request of a stream', async () => {
    const planner = testPlanner({ ipBlocks: ['127.0.0.0/8'] });
    const source = testSource({}, { routes: planner });
    const media = await loadMedia(source, web.url);
    expect((await readAll(media.bytes, 0, 100)).equals(bytes.subarray(0, 100))).toBe(true);
    const { details } = planner.status();
    expect(details).toMatchObject({ currentAddress: from[0] });
    expect(from[0]).toMatch(/^127\.0\.0\.(9|1\d)$/);

    // The place is far away, so that the file is asked for again.
    answer = (request, response) =>
      (request.socket.remoteAddress === from[0] ? refuse : serveFile(bytes))(request, response);
    media.bytes.close();
    const opened = right(await source.open(trackAt(web.url))());
    expect((await readAll(opened)).equals(bytes)).toBe(true);
    opened.close();
    expect(from[1]).toBe(from[0]);
    expect(from[2]).not.toBe(from[0]);
    expect(from).toHaveLength(3);
    expect(failing(planner)).toEqual([from[0]]);
    expect(planner.warnings).toEqual([
      `The address ${from[0]} is not used for 127.0.0.1 for 7 days: too many requests from it`,
    ]);
    await web.idle();
  });

  it('LoadBalance: from another one each time', async () => {
    const source = testSource(
      {},
      { routes: testPlanner({ ipBlocks: ['127.0.0.0/8'], strategy: 'LoadBalance' }) },
    );
    for (let i = 0; i < 4; i++) (await loadMedia(source, web.url)).bytes.close();
    expect(new Set(from).size).toBe(4);
  });

  it('redirects too', async () => {
    answer = (request, response) =>
      request.url === '/moved'
        ? void response.writeHead(302, { location: '/here' }).end()
        : serveFile(bytes)(request, response);
    const routes = testPlanner({ ipBlocks: ['127.0.5.0/31'], excludedIps: ['127.0.5.0'] });
    right(await testSource({}, { routes }).open(trackAt(`${web.url}/moved`))()).close();
    expect([from, web.requests]).toEqual([
      ['127.0.5.1', '127.0.5.1'],
      ['GET /moved', 'GET /here'],
    ]);
  });

  it('no more often than the limit says', async () => {
    answer = refuse;
    const planner = testPlanner({ ipBlocks: ['127.0.0.16/28'], retryLimit: 2 });
    const failure = await loadFailure(testSource({}, { routes: planner }), web.url);
    expect(failure).toMatchObject({
      message: 'Retry aborted, too many retries on ratelimit.',
      severity: 'suspicious',
    });
    expect(from).toEqual(['127.0.0.16', '127.0.0.17', '127.0.0.18']);
    expect(failing(planner)).toEqual(from);
    await web.idle();
  });

  it('without a limit, from all of them; and then there is none left for that host, but for others', async () => {
    answer = refuse;
    const planner = testPlanner({ ipBlocks: ['127.0.0.16/28'], retryLimit: 0, excludedIps: ['127.0.0.20'] });
    const source = testSource({}, { routes: planner, lookup: dns('127.0.0.1') });
    expect((await loadFailure(source, web.url)).message).toBe("Can't find a free ip");
    expect(from).toHaveLength(15);
    expect(from).not.toContain('127.0.0.20');
    answer = serveFile(bytes);
    expect((await loadFailure(source, web.url)).message).toBe("Can't find a free ip");
    expect(from).toHaveLength(15);
    (await loadMedia(source, `http://other.example:${web.port}/`)).bytes.close();
    planner.freeAll();
    (await loadMedia(source, web.url)).bytes.close();
    expect(from).toHaveLength(17);
  });

  it('not from what cannot be bound, which is said', async () => {
    // TEST-NET-3 is nobody's.
    const planner = testPlanner({ ipBlocks: ['203.0.113.0/31', '127.0.0.9'] });
    const source = testSource({}, { routes: planner });
    (await loadMedia(source, web.url)).bytes.close();
    expect(from).toEqual(['127.0.0.9']);
    expect(failing(planner)).toEqual(['203.0.113.0', '203.0.113.1']);
    expect(planner.warnings[0]).toBe(
      'The address 203.0.113.0 is not used for 7 days: it cannot be bound; is its block routed to this machine?',
    );
  });

  it.each([
    [
      '203.0.113.0/24',
      /^Retry aborted, no address could be bound\. .*ipBlocks routed to this machine\?$/,
      /10 retries/,
    ],
    ['203.0.113.0/30', /^Can't find a free ip$/, /4 could not be bound; are they routed to this machine\?$/],
  ])('if none of %s can be bound, that is the error', async (cidr, message, cause) => {
    const failure = await loadFailure(testSource({}, { routes: testPlanner({ ipBlocks: [cidr] }) }), web.url);
    expect(failure.message).toMatch(message);
    expect(failure.cause).toMatch(cause);
    expect(from).toEqual([]);
  });

  it.each([
    ['refused', 404],
    ['a failure of the server', 503],
  ])('%s is the answer wherever one asks from', async (_name, status) => {
    answer = (_request, response) => void response.writeHead(status).end();
    const planner = testPlanner({ ipBlocks: ['127.0.0.0/30'] });
    await testSource({}, { routes: planner }).load(web.url)();
    expect([from.length, failing(planner)]).toEqual([1, []]);
  });

  it('nobody there is no fault of the address', async () => {
    const planner = testPlanner({ ipBlocks: ['127.0.0.8/29'] });
    const failure = await loadFailure(testSource({}, { routes: planner }), 'http://127.0.0.1:1/');
    expect(failure.message).toBe('Connecting to the URL failed.');
    expect(failing(planner)).toEqual([]);
  });

  it('a load that was given up asks nobody any more', async () => {
    const stop = new AbortController();
    answer = (request, response) => {
      stop.abort();
      refuse(request, response);
    };
    const planner = testPlanner({ ipBlocks: ['127.0.0.0/24'], retryLimit: 0 });
    const result = await testSource({}, { routes: planner }).load(web.url, stop.signal)();
    expect(E.isLeft(result)).toBe(true);
    expect(from).toHaveLength(1);
  });

  it('users still cannot reach what lies inside', async () => {
    const routes = testPlanner({ ipBlocks: ['127.0.0.0/24'] });
    const settings = { allowPrivateNetworks: false };
    for (const [url, lookup] of [
      [web.url, dns('127.0.0.1')],
      [`http://rebound.example:${web.port}/`, dns('127.0.0.1')],
    ] as const) {
      const failure = await loadFailure(testSource(settings, { routes, lookup }), url);
      expect(failure.message).toContain('lies in a private network');
    }
    expect(from).toEqual([]);
  });
});

describe('two families', () => {
  it('a host without IPv4 is not found from IPv4 blocks', async () => {
    const routes = testPlanner({ ipBlocks: ['127.0.0.8/29'] });
    const source = testSource({}, { routes, lookup: dns('::1') });
    expect(await loadFailure(source, `http://six.example:${web.port}/`)).toMatchObject({
      message: 'Could not resolve host',
      severity: 'common',
      cause: expect.stringContaining('six.example has no IPv4 address') as string,
    });
  });

  it.runIf(process.platform === 'linux')('of a host with both, the one that fits is taken', async () => {
    const routes = testPlanner({ ipBlocks: ['127.0.0.8/29'] });
    const source = testSource({}, { routes, lookup: dns('2001:db8::1', '127.0.0.1') });
    (await loadMedia(source, `http://both.example:${web.port}/`)).bytes.close();
    expect(from).toEqual(['127.0.0.8']);
  });

  it('a host without IPv6 is reached from the system\u2019s own address', async () => {
    const routes = testPlanner({ ipBlocks: ['2001:db8::/64'] });
    const source = testSource({}, { routes, lookup: dns('127.0.0.1') });
    (await loadMedia(source, `http://four.example:${web.port}/`)).bytes.close();
    expect([from, routes.status().details]).toMatchObject([['127.0.0.1'], { currentAddress: null }]);
  });

  it('IPv6 is bound as well', async () => {
    const server = createServer((request, response) => {
      from.push(request.socket.remoteAddress ?? '');
      serveFile(bytes)(request, response);
    });
    server.listen(0, '::1');
    await once(server, 'listening');
    const url = `http://[::1]:${(server.address() as AddressInfo).port}/`;
    // The first cannot be bound, the second is all that there is of IPv6 on a loopback interface.
    const routes = testPlanner({ ipBlocks: ['2001:db8::7', '::1'] });
    (await loadMedia(testSource({}, { routes }), url)).bytes.close();
    expect([from, failing(routes)]).toEqual([['::1'], ['2001:db8:0:0:0:0:0:7']]);
    server.closeAllConnections();
    server.close();
  });

  it('DNS that says nothing is waited for as long as for a connection', async () => {
    const source = testSource(
      { timeouts: { connectMs: 20, headersMs: 300, idleMs: 300 } },
      { routes: testPlanner(), lookup: () => undefined },
    );
    expect(await loadFailure(source, 'http://silent.example/')).toMatchObject({
      message: 'Connecting to the URL failed.',
      cause: expect.stringContaining('DNS gave no answer for silent.example') as string,
    });
  });
});

it('behind a proxy the planner is not asked: services see the proxy', async () => {
  const routes = testPlanner({ ipBlocks: ['203.0.113.0/24'] });
  const proxy = { host: '127.0.0.1', port: web.port, user: '', password: '' };
  (await loadMedia(testSource({ proxy }, { routes }), 'http://song.example/')).bytes.close();
  expect(from).toEqual(['127.0.0.1']);
});
