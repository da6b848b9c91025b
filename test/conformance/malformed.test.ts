/** Section 1.1 at the level of bytes: garbage never ends the node, and odd but right requests are answered. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blob } from './support/blob.ts';
import { ask, exchange, parseAnswer, PASSWORD, requestBytes } from './support/http.ts';
import { fits, isWellFormed, openWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const GET = `GET /v4/info HTTP/1.1\r\nHost: x\r\nAuthorization: ${PASSWORD}\r\n`;
const POST = GET.replace('GET /v4/info', 'POST /v4/decodetracks');
const END = 'Connection: close\r\n\r\n';

/** What must come back first, or null where the connection may end without a word. */
const malformed: readonly (readonly [what: string, bytes: Buffer | string, status: number | null])[] = [
  ['random bytes', Buffer.from([0xff, 0x00, 0x16, 0x03, 0x01, 0x02, 0x00, 0x0d, 0x0a, 0x0d, 0x0a]), 400],
  ['a TLS greeting', Buffer.from('16030100a5010000a10303', 'hex'), 400],
  ['an HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', null],
  ['no HTTP at all', 'hello there\r\n\r\n', 400],
  ['a header without a colon', `GET /v4/info HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n`, 400],
  ['a negative length', `${POST}Content-Length: -1\r\n${END}`, 400],
  ['a length that is no number', `${POST}Content-Length: x\r\n${END}`, 400],
  ['two lengths', `${POST}Content-Length: 1\r\nContent-Length: 2\r\n${END}`, 400],
  [
    'length and chunks at once',
    `${POST}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n${END}0\r\n\r\n`,
    400,
  ],
  [
    'a chunk of no size',
    `${POST}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n${END}xyz\r\n`,
    400,
  ],
  ['headers without end', `${GET}X: ${'a'.repeat(1_000_000)}\r\n${END}`, 431],
  ['no Host', `GET /v4/info HTTP/1.1\r\nAuthorization: ${PASSWORD}\r\n${END}`, null],
  ['a NUL in the path', `GET /v4/in\0fo HTTP/1.1\r\nHost: x\r\n${END}`, 400],
  ['an unknown method', `BREW /v4/info HTTP/1.1\r\nHost: x\r\nAuthorization: ${PASSWORD}\r\n${END}`, null],
  ['an asterisk', `OPTIONS * HTTP/1.1\r\nHost: x\r\n${END}`, null],
  ['an authority', `GET localhost:1 HTTP/1.1\r\nHost: x\r\n${END}`, null],
  ['CONNECT', `CONNECT localhost:80 HTTP/1.1\r\nHost: x\r\n${END}`, null],
];

/** Sends bytes and leaves in the middle. */
const leave = (bytes: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect(world.port, '127.0.0.1', () => {
      socket.write(bytes, () => socket.resetAndDestroy());
    });
    socket.on('error', reject);
    socket.on('close', () => resolve());
  });

const isAlive = async (): Promise<void> => fits(await ask(world.port, 'GET /v4/info'), 200);

describe('malformed HTTP never ends the node', () => {
  it.each(malformed)('%s', async (_what, bytes, status) => {
    const socket = await exchange(world.port, bytes);
    if (status !== null) {
      const answer = parseAnswer(socket);
      expect(answer.status).toBe(status);
      expect(answer.header('Lavalink-Api-Version')).toBe('4');
    }
    await isAlive();
  });

  it.each([
    ['within the head', 'GET /v4/info HTTP/1.1\r\nHo'],
    ['within the body', `${POST}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n["abc`],
    [
      'within a chunk',
      `${POST}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n["a`,
    ],
    ['before the answer', `${GET}\r\n`],
  ])('a client that leaves %s', async (_when, bytes) => {
    await leave(bytes);
    await isAlive();
  });
});

describe('1.1 connections', () => {
  it('1.1 two requests in one write are answered in their order', async () => {
    const two = await exchange(
      world.port,
      Buffer.concat([
        Buffer.from(`GET /version HTTP/1.1\r\nHost: x\r\nAuthorization: ${PASSWORD}\r\n\r\n`),
        requestBytes({ line: 'GET /v4/nothing' }),
      ]),
    );
    expect(two.toString('latin1').match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404']);
  });

  it('1.1 a client that asks before it sends its body is told to go on', async () => {
    const came = await exchange(
      world.port,
      requestBytes({ line: 'POST /v4/decodetracks', body: [blob()], headers: ['Expect: 100-continue'] }),
    );
    expect(came.toString('latin1').match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 100', 'HTTP/1.1 200']);
  });

  it('1.1 a body in chunks is a body', async () => {
    const chunked = `2\r\n["\r\n${blob().length.toString(16)}\r\n${blob()}\r\n2\r\n"]\r\n0\r\n\r\n`;
    const came = await exchange(
      world.port,
      `${POST}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n${END}${chunked}`,
    );
    fits(parseAnswer(came), { status: 200, json: [{ encoded: blob() }] });
  });

  it('1.1 a long body is taken: a queue of ten thousand songs', async () => {
    const body = Array.from({ length: 10_000 }, () => blob());
    const answer = await world.answers({ line: 'POST /v4/decodetracks', body }, 200);
    expect(JSON.parse(answer.text)).toHaveLength(10_000);
  });

  it('1.1 HTTP/1.0 is answered', async () => {
    const came = await exchange(world.port, `GET /version HTTP/1.0\r\nAuthorization: ${PASSWORD}\r\n\r\n`);
    const answer = parseAnswer(came);
    isWellFormed(answer);
    expect(answer.status).toBe(200);
  });
});
