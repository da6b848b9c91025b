/** Voice connections that are lost, refused, parked and many: what the node does, what it tells, and what it logs. */
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isLeft } from 'fp-ts/lib/Either.js';
import { VoiceConnection } from '../../../src/protocol/messages/answers/index.ts';
import { startVoiceGateway } from '../../support/voice-gateway/index.ts';
import { Op } from '../../support/voice-gateway/index.ts';
import { toneFile } from '../../support/tones.ts';
import { startBystander, type Bystander } from './bystander.ts';
import { joinedRoom, openRoom, type Room } from './room.ts';
import { startRig, type Rig } from './rig.ts';

vi.setConfig({ testTimeout: 60_000 });

const DEAD_END = '127.0.0.1:9';

let song: string;
let rig: Rig;
let bystander: Bystander;
beforeAll(async () => {
  song = await toneFile({ format: 'webm-opus', hz: 440, seconds: 60 });
  rig = await startRig(
    {},
    '--lavalink.server.voice.backoff.initialMs=20',
    '--lavalink.server.voice.breaker.failures=4',
  );
  bystander = await startBystander(rig);
});
afterAll(() => rig.close());

const pathOf = (room: Room): string => `/v4/sessions/${room.bot.sessionId}/players/${room.guildId}/voice`;

/** What GET voice says, held against its codec. */
const told = async (room: Room) => {
  const { status, body } = await room.bot.rest('GET', pathOf(room));
  expect(status).toBe(200);
  const read = VoiceConnection.decode(body);
  if (isLeft(read)) throw new Error(`not a VoiceConnection: ${JSON.stringify(body)}`);
  return read.right;
};

const untilTold = (room: Room, state: string) =>
  vi.waitFor(
    async () => {
      const now = await told(room);
      expect(now.state).toBe(state);
      return now;
    },
    { timeout: 10_000, interval: 30 },
  );

describe('GET voice', () => {
  it('tells the truth from the join to the end', async () => {
    const room = await openRoom(rig);
    await room.patch({ volume: 100 });
    expect(await told(room)).toMatchObject({ state: 'none', history: [], ping: -1, dave: null });
    await room.joined();
    await room.play(song);
    await room.hears(10);
    const session = await room.session();
    const now = await told(room);
    expect(now).toMatchObject({
      state: 'ready',
      session: 1,
      attempts: 1,
      losses: 0,
      breaker: { state: 'closed' },
    });
    expect(now.dave).toMatchObject({ version: 1, privacyCode: expect.stringMatching(/^\d{30}$/) as string });
    expect(now.history.map(({ state }) => state)).toEqual(['connecting', 'open', 'ready']);

    session.close(4015, 'The server crashed.');
    await session.journal.untilFrom(Op.Resume);
    const after = await untilTold(room, 'ready');
    expect(after.history.slice(3)).toMatchObject([
      { state: 'resuming', code: 4015, reason: 'The server crashed.', attempt: 1 },
      { state: 'ready', code: null },
    ]);
    expect(after).toMatchObject({ session: 1, losses: 1 });
    await room.hears(10);
    room.isWhole();

    session.close(4014, 'Disconnected.');
    await room.event('WebSocketClosedEvent');
    expect(await told(room)).toMatchObject({ state: 'waiting', dave: null });
    expect((await told(room)).history.at(-1)).toMatchObject({ state: 'waiting', code: 4014 });
    await room.destroy();
    expect(await room.bot.rest('GET', pathOf(room))).toMatchObject({ status: 404 });
  });
});

describe('the breaker', () => {
  it('opens after failures in a row, says for how long, and is reset by hand', async () => {
    const room = await openRoom(rig);
    for (let i = 0; i < 4; i += 1)
      expect(await room.join({ endpoint: DEAD_END })).toMatchObject({ status: 500 });
    expect(await room.join({ endpoint: DEAD_END })).toMatchObject({
      status: 429,
      body: { message: expect.stringContaining('failed 4 times in a row') as string },
    });
    const now = await told(room);
    expect(now).toMatchObject({ state: 'refused', breaker: { state: 'open', failures: 4 } });
    expect(now.breaker.retryAt).toBeGreaterThan(Date.now() + 50_000);
    expect(await room.bot.rest('DELETE', `${pathOf(room)}/breaker`)).toMatchObject({ status: 204 });
    expect(await room.join({ endpoint: DEAD_END })).toMatchObject({ status: 500 });
    // Another server is not this one.
    await room.joined();
    expect(room.events).toEqual([]);
  });
});

describe('what is idle', () => {
  it('is parked without a word, and is back as soon as it is to sound', async () => {
    const room = await joinedRoom(rig);
    await room.play(song);
    await room.hears(20);
    rig.node.setVoice({ idleTimeoutMs: 250 });
    await room.patch({ paused: true });
    await untilTold(room, 'idle').finally(() => rig.node.setVoice({ idleTimeoutMs: 300_000 }));
    await vi.waitFor(() =>
      expect(
        room.gateway.sessions.some(({ guildId, isConnected }) => guildId === room.guildId && isConnected),
      ).toBe(false),
    );
    const { state } = await room.player();
    expect(state.connected).toBe(true);
    // The same credentials change nothing.
    room.listener.forget();
    await room.patch({ paused: false });
    await room.hears(30);
    expect(room.listener.report()).toMatchObject({ missing: [], undecryptable: 0, plainInGroup: 0 });
    expect((await room.player()).state.position).toBeLessThan(state.position + 3_000);
    expect(await told(room)).toMatchObject({ state: 'ready', session: 2, losses: 0 });
    expect(room.events).toEqual(['TrackStart']);
  });
});

describe('a node that is full', () => {
  it('says so, and takes the next one when a place is free', async () => {
    const full = await startRig({}, '--lavalink.server.voice.maxConnections=1');
    try {
      const first = await joinedRoom(full);
      const second = await openRoom(full);
      expect(await second.join()).toMatchObject({
        status: 429,
        body: { message: 'This node has all 1 voice connections it may have.' },
      });
      await first.destroy();
      await second.joined();
    } finally {
      await full.close();
    }
  });
});

describe('many at once', () => {
  it('forty joins cost nobody a frame', async () => {
    const bot = await rig.bot('555');
    const rooms = await Promise.all(Array.from({ length: 40 }, () => openRoom(rig, { bot })));
    const answers = await Promise.all(rooms.map((room) => room.join()));
    expect(answers.map(({ status }) => status)).toEqual(rooms.map(() => 200));
    await bystander.isUnharmed();
    await Promise.all(rooms.map((room) => room.listener.until((one) => one.sharesGroupWith('555'))));
    await bystander.isUnharmed();
    await Promise.all(rooms.map((room) => room.destroy()));
  });

  it('twenty players that lose their connection in ten ways at the same time', async () => {
    const bot = await rig.bot('556');
    const rooms = await Promise.all(Array.from({ length: 20 }, () => joinedRoom(rig, { bot })));
    await Promise.all(rooms.map((room) => room.play(song)));
    await Promise.all(rooms.map((room) => room.hears(5)));
    const sessions = await Promise.all(rooms.map((room) => room.session()));
    const codes = [4000, 4001, 4002, 4003, 4005, 4012, 4015, 4020];
    sessions.forEach((session, index) => {
      const code = codes[index % 10];
      if (code === undefined) session.cut();
      else session.close(code);
    });
    await Promise.all(sessions.map((session) => session.journal.untilFrom(Op.Resume)));
    await Promise.all(rooms.map((room) => room.hears(20)));
    for (const room of rooms) {
      expect(room.listener.report()).toMatchObject({ missing: [], undecryptable: 0, plainInGroup: 0 });
      expect(room.events).toEqual(['TrackStart']);
    }
    await bystander.isUnharmed();
    await Promise.all(rooms.map((room) => room.destroy()));
  });
});

describe('the log', () => {
  it('has one line for each change of state, and no secret in any line', async () => {
    const gateway = await startVoiceGateway({ misbehaviour: { refuseResume: 4006 } });
    const room = await openRoom(rig, { gateway });
    const { token, endpoint, sessionId, channelId } = gateway.credentials({
      guildId: room.guildId,
      userId: room.bot.userId,
    });
    await room.patch({ voice: { token, endpoint, sessionId, channelId } });
    await room.update(({ connected }) => connected);
    await untilTold(room, 'ready');
    (await room.session()).cut();
    await room.event('WebSocketClosedEvent');
    const lines = rig.logged.filter(
      ({ message, fields }) => message === 'Voice connection' && inspect(fields).includes(room.guildId),
    );
    const states = lines.map(({ fields }): Readonly<Record<string, unknown>> => ({ ...fields }));
    expect(states.map(({ state, session, attempt, code }) => [state, session, attempt, code])).toEqual([
      ['connecting', 1, 0, null],
      ['open', 1, 0, null],
      ['ready', 1, 0, null],
      ['resuming', 1, 1, 1006],
      ['waiting', 1, 0, 4006],
    ]);
    for (const { durationMs } of states) expect(durationMs).toEqual(expect.any(Number));
    const everything = rig.logged.map((line) => inspect(line, { depth: 10 })).join('\n');
    for (const secret of [token, sessionId]) expect(everything).not.toContain(secret);
    await gateway.close();
  });
});
