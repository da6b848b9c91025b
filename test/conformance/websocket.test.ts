/** Sections 2.1, 2.2 and 2.6: the first messages, and what a client may do on the socket. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client } from './support/client.ts';
import { frame, handshake, KEY, tap } from './support/frames.ts';
import { ask } from './support/http.ts';
import { openWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** A frame of the server that is not compressed: opcode 1, complete. */
const READY = /\x81[^\x7f]{1}\{"op":"ready","resumed":false,"sessionId":"[a-z0-9]{16}"\}/;

describe('2.2 clients 5: ready', () => {
  it('2.2 better: is the first message, stats the second, and never in the read of the 101', async () => {
    const wires = Array.from({ length: 25 }, () => tap(world.port, handshake()));
    for (const wire of wires) {
      await wire.until((text) => text.includes('"op":"stats"'));
      expect(wire.reads[0]?.toString('latin1')).toMatch(/^HTTP\/1\.1 101 .*\r\n\r\n$/s);
      const rest = Buffer.concat(wire.reads.slice(1)).toString('latin1');
      expect(rest.match(/"op":"\w+"/g)).toEqual(['"op":"ready"', '"op":"stats"']);
      wire.socket.destroy();
    }
  });

  it('2.2 its keys in this order, and an id of sixteen characters', () =>
    expect(world.client.texts[0]).toMatch(/^\{"op":"ready","resumed":false,"sessionId":"[a-z0-9]{16}"\}$/));

  it('2.1 one user may connect as often as it likes, each time with a session of its own', async () => {
    const clients = await Promise.all(Array.from({ length: 10 }, () => world.connect()));
    expect(new Set(clients.map(({ sessionId }) => sessionId)).size).toBe(10);
    for (const client of clients) {
      await world.holds(`GET /v4/sessions/${client.sessionId}/players`, { status: 200, text: '[]' });
      client.socket.terminate();
    }
  });

  it('2.2 a session is addressable when its ready arrives', async () => {
    const client = new Client(world.port);
    const answer = new Promise<number>((resolve, reject) => {
      client.socket.once('message', (data: Buffer) => {
        const { sessionId } = JSON.parse(data.toString()) as { sessionId: string };
        ask(world.port, { line: `PATCH /v4/sessions/${sessionId}`, body: {} }).then(
          ({ status }) => resolve(status),
          reject,
        );
      });
    });
    expect(await answer).toBe(200);
    client.socket.terminate();
  });
});

const isAlive = async (client: Client): Promise<void> => {
  const pong = new Promise<string>((resolve) =>
    client.socket.once('pong', (data: Buffer) => resolve(data.toString())),
  );
  client.socket.ping('are you there?');
  expect(await pong).toBe('are you there?');
};

const ignored: readonly (readonly [what: string, text: string])[] = [
  ['an op of v3', '{"op":"play","guildId":"1","track":"x"}'],
  ['no JSON', 'hello'],
  ['nothing', ''],
  ['a text of 200 kB', 'x'.repeat(200_000)],
  ['a list', '[]'],
  ['a key of prototypes', '{"op":"__proto__","__proto__":{"a":1}}'],
];

const closes: readonly (readonly [
  what: string,
  close: (client: Client) => void,
  code: number,
  reason: string,
])[] = [
  [
    'a close frame is echoed with code and reason',
    ({ socket }) => socket.close(4321, 'so long'),
    4321,
    'so long',
  ],
  ['a normal close', ({ socket }) => socket.close(1000), 1000, ''],
  [
    'a binary message',
    ({ socket }) => socket.send(Buffer.from([1, 2, 3])),
    1003,
    'Binary messages not supported',
  ],
];

describe('2.2 what a client says', () => {
  it.each(ignored)('2.2 is ignored: %s', async (_what, text) => {
    const client = await world.connect();
    client.socket.send(text);
    await isAlive(client);
    client.socket.terminate();
  });

  it.each(closes)('2.2 %s', async (_what, close, code, reason) => {
    const client = await world.connect();
    close(client);
    expect(await client.closed).toEqual({ code, reason });
  });

  // The reference answers with 1000; RFC 6455 §5.5.1 allows both.
  it('2.2 a close without a code is answered with 1000, or with none', async () => {
    const wire = tap(world.port, handshake());
    await wire.until((text) => text.includes('"op":"ready"'));
    wire.socket.write(frame(8));
    await wire.until((text) => /\x88(\x02\x03\xe8|\x00)$/.test(text));
    wire.socket.destroy();
  });

  it('2.2 the server never pings of its own', async () => {
    let pings = 0;
    world.client.socket.on('ping', () => (pings += 1));
    await isAlive(world.client);
    expect(pings).toBe(0);
  });
});

const garbage: readonly (readonly [what: string, bytes: Buffer])[] = [
  ['a frame without a mask (rainlink does that)', frame(1, 'hello', false)],
  ['an unmasked close with a forbidden code (rainlink)', frame(8, Buffer.from([0x03, 0xee]), false)],
  ['an unmasked pong (rainlink)', frame(10, '', false)],
  ['a reserved opcode', frame(3, 'x')],
  ['reserved bits', Buffer.from([0xf1, 0x80, 1, 2, 3, 4])],
  ['a text that is no UTF-8', frame(1, Buffer.from([0xc3, 0x28]))],
  ['a continuation of nothing', frame(0, 'x')],
  ['a close of one byte', frame(8, Buffer.from([3]))],
  ['a ping that is too long', frame(9, 'x'.repeat(200))],
  ['a frame of 2^63 bytes', Buffer.from([0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])],
  ['a frame of 1 GB', Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4])],
  ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['noise', Buffer.from(Array.from({ length: 500 }, (_, at) => (at * 151) & 0xff))],
];

describe('clients 6: garbage after the upgrade ends that connection and nothing else', () => {
  it.each(garbage)('%s', async (_what, bytes) => {
    const wire = tap(world.port, handshake());
    await wire.until((text) => text.includes('"op":"ready"'));
    wire.socket.write(bytes);
    await wire.closed;
    await isAlive(world.client);
    await world.holds('GET /version', 200);
  });

  it.each([
    ['in the middle of a handshake', handshake().slice(0, 60)],
    ['behind a handshake', handshake()],
    ['within its first frame', `${handshake()}\x81\xfe`],
  ])('a client that leaves %s', async (_when, bytes) => {
    const wire = tap(world.port, Buffer.from(bytes, 'latin1'));
    await new Promise<void>((resolve) => wire.socket.once('connect', () => setImmediate(resolve)));
    wire.socket.resetAndDestroy();
    await wire.closed;
    await isAlive(world.client);
  });

  it(`a key that is used twice (${KEY}) is no one else's`, async () => {
    const [one, two] = [tap(world.port, handshake()), tap(world.port, handshake())];
    await Promise.all([one, two].map((wire) => wire.until((text) => READY.test(text))));
    for (const wire of [one, two]) wire.socket.destroy();
  });
});

describe('2.6 shutdown', () => {
  it('2.6 closes every socket with 1001 and no reason', async () => {
    const other = await openWorld();
    const { closed } = other.client;
    await other.rig.node.close();
    expect(await closed).toEqual({ code: 1001, reason: '' });
    await other.rig.gateway.close();
  });
});
