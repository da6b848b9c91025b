/** The WebSocket: handshake, messages, closing (protocol §2). */
import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeTrack } from '../../support/fake.engine.ts';
import { closeOf, connectBot, named } from './support/bot.ts';
import type { TestNode } from './support/node.ts';
import { PASSWORD, USER_ID, startNode } from './support/node.ts';
import { rawRequest } from './support/raw.ts';

let node: TestNode;
beforeAll(async () => {
  node = await startNode();
});
afterAll(() => node.server.close());

const UPGRADE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];
const GOOD = [`Authorization: ${PASSWORD}`, `User-Id: ${USER_ID}`];

const handshake = (headers: readonly string[], line = 'GET /v4/websocket'): Promise<string> =>
  rawRequest(node.port, line, headers);

describe('a handshake is refused', () => {
  it.each<[string, number, readonly string[]]>([
    ['without a password', 401, [`User-Id: ${USER_ID}`, ...UPGRADE]],
    ['with a wrong one', 401, ['Authorization: x', `User-Id: ${USER_ID}`, ...UPGRADE]],
    ['with a wrong one and no User-Id', 401, ['Authorization: x', ...UPGRADE]],
    ['without a User-Id', 400, [`Authorization: ${PASSWORD}`, ...UPGRADE]],
    ...['', '0', '00', 'abc', '12abc', '-5', '1.5', '18446744073709551616', '0x10'].map(
      (id): [string, number, readonly string[]] => [
        `with User-Id ${JSON.stringify(id)}`,
        400,
        [`Authorization: ${PASSWORD}`, `User-Id: ${id}`, ...UPGRADE],
      ],
    ),
    ['from a foreign origin', 403, [...GOOD, 'Origin: http://elsewhere.test', ...UPGRADE]],
    ['from no origin', 403, [...GOOD, 'Origin: null', ...UPGRADE]],
    ['without a key', 400, [...GOOD, ...UPGRADE.slice(0, 3)]],
  ])('%s: %i, no body', async (name, status, headers) => {
    const answer = await handshake(headers);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*\\r\\n\\r\\n$`));
    expect(answer).toMatch(/\r\nLavalink-Api-Version: 4\r\n/);
    expect(answer).toMatch(/\r\nContent-Length: 0\r\n/);
    // It comes with what is looked at after the User-Id.
    expect(answer.includes('Session-Resumed: false')).toBe(/origin|key/.test(name));
  });

  it('and says so without an upgrade', async () => {
    expect(await handshake(GOOD)).toMatch(/^HTTP\/1\.1 400 [^]*\r\n\r\nCan "Upgrade" only to "WebSocket"\.$/);
    expect(await handshake(['Upgrade: websocket', ...GOOD])).toMatch(
      /^HTTP\/1\.1 400 [^]*\r\n\r\n"Connection" must be "upgrade"\.$/,
    );
    expect(await handshake([])).toMatch(/^HTTP\/1\.1 401 [^]*\r\n\r\n$/);
  });

  it('for an unknown version: 426', async () => {
    const headers = UPGRADE.map((header) => header.replace('Version: 13', 'Version: 12'));
    expect(await handshake([...GOOD, ...headers])).toMatch(
      /^HTTP\/1\.1 426 [^]*Sec-WebSocket-Version: 13, 8/,
    );
  });

  it('with another method: 405', async () => {
    expect(await handshake([...GOOD, ...UPGRADE], 'POST /v4/websocket')).toMatch(/^HTTP\/1\.1 405 /);
  });

  it('at the old path: 200, no upgrade', async () => {
    expect(await handshake([...GOOD, ...UPGRADE], 'GET /v3/websocket')).toMatch(
      /^HTTP\/1\.1 200 [^]*\r\n\r\n$/,
    );
  });
});

/** The bytes of each read after a good handshake, until one holds a frame. */
const firstReads = (): Promise<string[]> =>
  new Promise((resolve, reject) => {
    const reads: string[] = [];
    const socket = connect(node.port, '127.0.0.1', () => {
      socket.write(['GET /v4/websocket HTTP/1.1', 'Host: a', ...GOOD, ...UPGRADE, '', ''].join('\r\n'));
    });
    socket.setEncoding('latin1');
    socket.on('error', reject);
    socket.on('data', (chunk: string) => {
      reads.push(chunk);
      if (!chunk.includes('ready')) return;
      socket.destroy();
      resolve(reads);
    });
  });

describe('a connection', () => {
  it('begins with a 101 in a read of its own, then ready', async () => {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const [first, second] = await firstReads();
      expect(first).toMatch(/^HTTP\/1\.1 101 [^]*\r\n\r\n$/);
      expect(first).toMatch(/\r\nSession-Resumed: false\r\n/);
      expect(first).toMatch(/\r\nLavalink-Api-Version: 4\r\n/);
      expect(first).not.toMatch(/Sec-WebSocket-Extensions|isNodeLink/i);
      expect(second).toContain('{"op":"ready","resumed":false,"sessionId":"');
    }
  });

  it('takes a same origin, and offers nothing that was not asked for', async () => {
    const answer = connectBot(node, {
      Origin: `http://127.0.0.1:${node.port}`,
      'Sec-WebSocket-Protocol': 'a b ,,',
    });
    const bot = await answer;
    expect(bot.handshake).toMatchObject({
      origin: `http://127.0.0.1:${node.port}`,
      'session-resumed': 'false',
    });
    expect(bot.handshake['sec-websocket-protocol']).toBeUndefined();
    await bot.leave();
  });

  it('takes the greatest User-Id', async () => {
    const bot = await connectBot(node, { 'User-Id': '18446744073709551615' });
    await bot.leave();
  });

  it('says ready first, then stats', async () => {
    const bot = await connectBot(node);
    const stats = await bot.wait(named('stats'));
    expect(bot.names().slice(0, 2)).toEqual(['ready', 'stats']);
    expect(bot.sessionId).toMatch(/^[a-z0-9]{16}$/);
    expect(Object.keys(stats)).toEqual([
      'op',
      'frameStats',
      'players',
      'playingPlayers',
      'uptime',
      'memory',
      'cpu',
    ]);
    await bot.leave();
  });

  it('is addressable over REST when the 101 is out', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${node.port}/v4/websocket`, {
      headers: { Authorization: PASSWORD, 'User-Id': USER_ID },
    });
    const messages: string[] = [];
    socket.on('message', (data: Buffer) => messages.push(data.toString()));
    await once(socket, 'open');
    // Only the log knows the id before ready does.
    const opened = node.logs.filter(({ message }) => message === 'session opened').at(-1);
    const { sessionId } = { sessionId: '', ...opened?.fields };
    expect((await node.rest('GET', `/v4/sessions/${sessionId}/players`)).status).toBe(200);
    socket.close();
    await once(socket, 'close');
  });

  it('ignores texts, also long ones, and answers pings with the same payload', async () => {
    const bot = await connectBot(node);
    bot.socket.send('{"op":"play"}');
    bot.socket.send('x'.repeat(200_000));
    bot.socket.ping('payload');
    const payload = await new Promise<Buffer>((resolve) => bot.socket.once('pong', resolve));
    expect(payload.toString()).toBe('payload');
    expect(bot.socket.readyState).toBe(WebSocket.OPEN);
    await bot.leave();
  });

  it('closes with 1003 on a binary message', async () => {
    const bot = await connectBot(node);
    bot.socket.send(Buffer.of(1, 2, 3));
    const { code, reason } = await closeOf(bot.socket);
    expect([code, reason]).toEqual([1003, 'Binary messages not supported']);
  });

  it('echoes a close', async () => {
    const bot = await connectBot(node);
    bot.socket.close(4321, 'bye');
    const { code, reason } = await closeOf(bot.socket);
    expect([code, reason]).toEqual([4321, 'bye']);
  });

  it('survives broken frames: only that client goes', async () => {
    const other = await connectBot(node);
    const broken = connect(node.port, '127.0.0.1', () => {
      broken.write(['GET /v4/websocket HTTP/1.1', 'Host: a', ...GOOD, ...UPGRADE, '', ''].join('\r\n'));
    });
    broken.once('data', () => broken.write(Buffer.of(0x88, 0x02, 0x03, 0xee, 0xff, 0xff)));
    await once(broken, 'close');
    expect(node.logs.some(({ message }) => message === 'websocket error')).toBe(true);
    expect((await node.rest('GET', `/v4/sessions/${other.sessionId}/players`)).status).toBe(200);
    await other.leave();
  });
});

describe('events', () => {
  it('go to their own session, in order, with the keys in order', async () => {
    const [bot, other] = [await connectBot(node), await connectBot(node)];
    expect(other.sessionId).not.toBe(bot.sessionId);
    const address = { sessionId: bot.sessionId, guildId: '1', userId: USER_ID };
    const track = fakeTrack({ lengthMs: 9223372036854775807n });
    const playing = { track, userData: '{"id":12345678901234567890}', positionMs: 1234 };
    const failure = { message: 'm', severity: 'fault', cause: 'c', causeStackTrace: 't' } as const;
    const state = { timeMs: 1, positionMs: 2, connected: true, pingMs: 3 };
    node.engine.emit(address, { type: 'trackStart', playing });
    node.engine.emit(address, { type: 'playerUpdate', state });
    node.engine.emit(address, { type: 'trackStuck', playing, thresholdMs: 10_000 });
    node.engine.emit(address, { type: 'trackException', playing, failure });
    node.engine.emit(address, { type: 'voiceResult', requestId: 'x', failure: null });
    node.engine.emit(address, { type: 'trackEnd', playing, reason: 'loadFailed' });
    node.engine.emit(address, { type: 'webSocketClosed', code: 4006, reason: 'r', byRemote: true });
    const closed = await bot.wait(named('WebSocketClosedEvent'));
    expect(bot.names().filter((name) => name !== 'stats')).toEqual([
      'ready',
      'TrackStartEvent',
      'playerUpdate',
      'TrackStuckEvent',
      'TrackExceptionEvent',
      'TrackEndEvent',
      'WebSocketClosedEvent',
    ]);
    expect(Object.entries(closed)).toEqual([
      ['op', 'event'],
      ['type', 'WebSocketClosedEvent'],
      ['guildId', '1'],
      ['code', 4006],
      ['reason', 'r'],
      ['byRemote', true],
    ]);
    expect(bot.messages.find(named('playerUpdate'))).toEqual({
      op: 'playerUpdate',
      state: { time: 1, position: 2, connected: true, ping: 3 },
      guildId: '1',
    });
    expect(bot.messages.find(named('TrackStartEvent'))).toMatchObject({
      track: { info: { position: 1234 } },
    });
    expect(other.names().filter((name) => name !== 'stats')).toEqual(['ready']);
    await Promise.all([bot.leave(), other.leave()]);
  });
});

describe('stats', () => {
  it('tell of the frames of the session that asks, averaged without fractions', async () => {
    const bot = await connectBot(node);
    const at = (guildId: string) => ({ sessionId: bot.sessionId, guildId, userId: USER_ID });
    for (const guildId of ['1', '2', '3']) {
      await node.rest('PATCH', `/v4/sessions/${bot.sessionId}/players/${guildId}`, {
        identifier: 'http://x',
      });
    }
    await node.rest('PATCH', `/v4/sessions/${bot.sessionId}/players/3`, { paused: true });
    node.engine.setFrames(at('1'), { sent: 3001, nulled: 0 });
    node.engine.setFrames(at('2'), { sent: 2990, nulled: 4 });
    node.engine.setFrames(at('3'), { sent: 1, nulled: 1 });
    await node.rest('PATCH', `/v4/sessions/${bot.sessionId}`, { resuming: true });
    await bot.leave();
    const back = await connectBot(node, { 'Session-Id': bot.sessionId });
    const stats = await back.wait(named('stats'));
    expect(stats).toMatchObject({
      frameStats: { sent: 2995, nulled: 2, deficit: 2 },
      players: 3,
      playingPlayers: 2,
    });
    const { json } = await node.rest('GET', '/v4/stats');
    expect(json).toMatchObject({ frameStats: null, players: 3, playingPlayers: 2 });
    await node.rest('PATCH', `/v4/sessions/${bot.sessionId}`, { resuming: false });
    await back.leave();
  });
});
