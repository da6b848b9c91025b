/** Section 2.1: which handshakes are taken, and what the others are told. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { frame, handshake, tap, UPGRADE } from './support/frames.ts';
import { ask, type Ask } from './support/http.ts';
import { fits, openWorld, type Expected, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const LINE = 'GET /v4/websocket';
const without = (name: string): readonly string[] => UPGRADE.filter((line) => !line.startsWith(name));

type Refusal = readonly [section: string, what: string, request: Omit<Ask, 'line'>, expected: Expected];

const refusals: readonly Refusal[] = [
  ['2.1', 'no User-Id', { headers: [...UPGRADE] }, { status: 400, text: '' }],
  ['2.1', 'an empty User-Id', { headers: [...UPGRADE, 'User-Id:'] }, { status: 400, text: '' }],
  ['2.1', 'User-Id 0', { headers: [...UPGRADE, 'User-Id: 0'] }, { status: 400, text: '' }],
  ['2.1', 'User-Id 000', { headers: [...UPGRADE, 'User-Id: 000'] }, { status: 400, text: '' }],
  ['2.1 better', 'User-Id abc', { headers: [...UPGRADE, 'User-Id: abc'] }, { status: 400, text: '' }],
  ['2.1 better', 'User-Id 12abc', { headers: [...UPGRADE, 'User-Id: 12abc'] }, { status: 400, text: '' }],
  // Ids are unsigned at Discord, so ours are; the reference takes -2^63 … 2^63-1.
  [
    '2.1 better',
    'User-Id 2^64',
    { headers: [...UPGRADE, 'User-Id: 18446744073709551616'] },
    { status: 400, text: '' },
  ],
  ['2.1 better', 'a negative User-Id', { headers: [...UPGRADE, 'User-Id: -5'] }, { status: 400, text: '' }],
  [
    '2.1',
    'a foreign Origin',
    { headers: [...UPGRADE, 'User-Id: 1', 'Origin: http://evil.example'] },
    { status: 403, text: '' },
  ],
  ['2.1', 'Origin null', { headers: [...UPGRADE, 'User-Id: 1', 'Origin: null'] }, { status: 403, text: '' }],
  [
    '2.1',
    'a refusal behind the User-Id says that nothing was resumed',
    { headers: [...UPGRADE, 'User-Id: 1', 'Origin: http://evil.example'] },
    { status: 403, header: { 'Session-Resumed': 'false' } },
  ],
  [
    '2.1',
    'no Upgrade',
    { headers: ['User-Id: 1'] },
    { status: 400, text: 'Can "Upgrade" only to "WebSocket".' },
  ],
  [
    '2.1',
    'an Upgrade to something else',
    { headers: ['Connection: close, Upgrade', 'Upgrade: h2c', 'User-Id: 1'] },
    { status: 400, text: 'Can "Upgrade" only to "WebSocket".' },
  ],
  [
    '2.1',
    'a Connection that does not say so',
    { headers: [...without('Connection'), 'User-Id: 1'] },
    { status: 400, text: '"Connection" must be "upgrade".' },
  ],
  [
    '2.1',
    'no version',
    { headers: [...without('Sec-WebSocket-Version'), 'User-Id: 1'] },
    { status: 426, header: { 'Sec-WebSocket-Version': /^13/ } },
  ],
  [
    '2.1',
    'an unknown version',
    { headers: [...without('Sec-WebSocket-Version'), 'Sec-WebSocket-Version: 99', 'User-Id: 1'] },
    { status: 426, header: { 'Sec-WebSocket-Version': /^13/ } },
  ],
  ['2.1', 'no key', { headers: [...without('Sec-WebSocket-Key'), 'User-Id: 1'] }, { status: 400 }],
  [
    '2.1',
    'a key that is none',
    { headers: [...without('Sec-WebSocket-Key'), 'Sec-WebSocket-Key: x', 'User-Id: 1'] },
    { status: 400 },
  ],
  [
    '2.1',
    'User-Id comes before Origin',
    { headers: [...UPGRADE, 'Origin: http://evil.example'] },
    { status: 400, text: '' },
  ],
  [
    '2.1',
    'Origin comes before the rest',
    { headers: ['User-Id: 1', 'Origin: http://evil.example'] },
    { status: 403, text: '' },
  ],
];

describe('2.1 handshakes that are refused', () => {
  it.each(refusals)('%s %s', async (_section, _what, request, expected) =>
    fits(await ask(world.port, { ...request, line: LINE }), expected),
  );
});

const accepted: readonly (readonly [section: string, what: string, more: readonly string[]])[] = [
  ['2.1', 'without a Client-Name', ['User-Id: 1']],
  ['2.1', 'with any Client-Name', ['User-Id: 1', 'Client-Name: rainlink/[object Object] (x)']],
  ['2.1', 'the largest User-Id', ['User-Id: 9223372036854775807']],
  ['2.1', 'the same Origin', ['User-Id: 1', 'Origin: http://localhost']],
  // The reference compares the scheme as well; behind a proxy that ends TLS it is not known, so ours does not.
  ['2.1 better', 'the same host under https', ['User-Id: 1', 'Origin: https://localhost']],
  ['2.1', 'an unknown Session-Id', ['User-Id: 1', 'Session-Id: nobody']],
  ['2.1', 'an empty Session-Id', ['User-Id: 1', 'Session-Id:']],
  ['2.1', 'headers that nobody knows', ['User-Id: 1', 'num-shards: 1', 'Resume-Key: x']],
  ['2.1', 'subprotocols, of which none is chosen', ['User-Id: 1', 'Sec-WebSocket-Protocol: a, b']],
  [
    'clients 2',
    'deflate, in the words of ws',
    ['User-Id: 1', 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits'],
  ],
  ['2.1', 'an extension that is none', ['User-Id: 1', 'Sec-WebSocket-Extensions: x-webkit-deflate-frame']],
];

/** A frame of the server that is not compressed: opcode 1, complete. */
const READY = /\x81[^\x7f]{1}\{"op":"ready","resumed":false,"sessionId":"[a-z0-9]{16}"\}/;

describe('2.1 handshakes that are taken', () => {
  it.each(accepted)('%s %s', async (_section, what, more) => {
    const wire = tap(world.port, handshake(more));
    const came = await wire.until((text) => text.includes('\r\n\r\n') && wire.reads.length > 1);
    const head = came.slice(0, came.indexOf('\r\n\r\n'));
    expect(head).toMatch(/^HTTP\/1\.1 101 /);
    expect(head).toMatch(/\r\nSession-Resumed: false(\r\n|$)/);
    expect(head).toMatch(/\r\nLavalink-Api-Version: 4(\r\n|$)/);
    expect(head).toMatch(/\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=(\r\n|$)/i);
    expect(head).not.toMatch(/Sec-WebSocket-Protocol|isNodelink/i);
    if (!what.startsWith('deflate')) {
      expect(head).not.toMatch(/Sec-WebSocket-Extensions/i);
      expect(came).toMatch(READY);
    }
    wire.socket.destroy();
  });

  // The reference takes 7 as well, which no client of the last ten years speaks.
  it('2.1 version 8 of the protocol', async () => {
    const wire = tap(world.port, handshake(['User-Id: 1']).replace('Version: 13', 'Version: 8'));
    await wire.until((text) => READY.test(text));
    wire.socket.destroy();
  });

  it('2.1 a client that is in a hurry: its first frame comes with the handshake', async () => {
    const wire = tap(world.port, Buffer.concat([Buffer.from(handshake()), frame(9, 'early')]));
    await wire.until((text) => text.includes('\x8a\x05early'));
    wire.socket.destroy();
  });

  it('2.1 messages are compressed only when it was asked for', async () => {
    const client = await world.connect({ deflate: true });
    expect(client.said[0]?.op).toBe('ready');
    client.socket.terminate();
  });
});
