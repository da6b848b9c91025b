/** The same wishes in another order: a song before its channel, both at once, a client that is away, a second client. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { serveFile, startWeb } from '../../unit/sources/web.server.ts';
import { ladderFile, notes } from './ladder.ts';
import { joinedRoom, openRoom, type Room } from './room.ts';
import { startRig, type Rig } from './rig.ts';

vi.setConfig({ maxConcurrency: 8, testTimeout: 60_000 });

const ALL = notes(0, 19);
const STUCK_MS = 300;

let rig: Rig;
let song: string;
beforeAll(async () => {
  rig = await startRig({}, `--lavalink.server.trackStuckThresholdMs=${STUCK_MS}`);
  song = await ladderFile(4, 'webm');
});
afterAll(() => rig.close());

const isHeardWhole = async (room: Room): Promise<void> => {
  expect(await room.event('TrackEndEvent')).toMatchObject({ reason: 'finished' });
  await room.silent();
  room.isWhole();
  expect(await room.notes()).toEqual(ALL);
};

describe.concurrent('a song', () => {
  it('that comes before its channel waits for it', async () => {
    const room = await openRoom(rig);
    expect(await room.play(song)).toMatchObject({
      status: 200,
      body: { state: { connected: false, ping: -1 } },
    });
    await room.event('TrackStartEvent');
    expect(await room.player()).toMatchObject({ state: { position: 0 } });
    await room.join();
    await isHeardWhole(room);
  });

  it('that comes with its channel', async () => {
    const room = await openRoom(rig);
    const { data } = await room.bot.load(song);
    const voice = room.gateway.credentials({ guildId: room.guildId, userId: room.bot.userId });
    expect(await room.patch({ voice, track: { encoded: data.encoded } })).toMatchObject({ status: 200 });
    await isHeardWhole(room);
  });

  it('that is named by its identifier', async () => {
    const room = await joinedRoom(rig);
    expect(await room.patch({ track: { identifier: song } })).toMatchObject({ status: 200 });
    await isHeardWhole(room);
  });

  it('goes on where it was when the channel was lost and is found again', async () => {
    const room = await joinedRoom(rig);
    await room.play(song);
    await room.hears(60);
    (await room.session()).close(4014);
    await room.event('WebSocketClosedEvent');
    const { position } = (await room.player()).state;
    const before = room.packets.length;
    expect(Math.abs(position - before * 20)).toBeLessThanOrEqual(40);
    room.listener.forget();
    await room.join();
    await room.event('TrackEndEvent');
    await room.silent();
    room.isWhole();
    expect(Math.abs(room.packets.length + before - 200)).toBeLessThanOrEqual(1);
    expect(room.events).toEqual(['TrackStart', 'WebSocketClosed 4014', 'TrackEnd finished']);
  });

  it('that runs dry is stuck, once, and goes on: nothing of it is lost', async () => {
    const bytes = await readFile(song);
    const half = bytes.length >> 1;
    let pour: () => void = () => undefined;
    const web = await startWeb((request, response) => {
      if (request.headers.range !== undefined) return serveFile(bytes)(request, response);
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, half));
      pour = () => response.end(bytes.subarray(half));
    });
    const room = await joinedRoom(rig);
    await room.play(`${web.url}/song.webm`);
    expect(await room.event('TrackStuckEvent')).toMatchObject({ thresholdMs: STUCK_MS });
    pour();
    await isHeardWhole(room);
    expect(room.events).toEqual(['TrackStart', 'TrackStuck', 'TrackEnd finished']);
    expect(room.listener.report().silence).toBe(10);
    await web.close();
  });
});

describe.concurrent('a client', () => {
  it('that is away for a while is told afterwards what it missed', async () => {
    const room = await joinedRoom(rig);
    const { bot } = room;
    await bot.rest('PATCH', `/v4/sessions/${bot.sessionId}`, { resuming: true, timeout: 60 });
    await room.play(song);
    await room.hears(20);
    bot.close();
    await room.silent();
    expect(await room.notes()).toEqual(ALL);
    const again = await rig.bot(bot.userId, bot.sessionId);
    expect(again.messages[0]).toMatchObject({ op: 'ready', resumed: true, sessionId: bot.sessionId });
    expect(await again.event('TrackEndEvent', room.guildId)).toMatchObject({ reason: 'finished' });
  });

  it('that joins where its double is takes its place', async () => {
    const first = await joinedRoom(rig);
    const { guildId, listener } = first;
    await first.play(song);
    await first.hears(20);
    const second = await openRoom(rig, { guildId, listener });
    await second.join();
    expect(await first.event('WebSocketClosedEvent')).toMatchObject({ code: 4006, byRemote: true });
    await listener.until((one) => one.sharesGroupWith(second.bot.userId));
    listener.forget();
    await second.play(song);
    await isHeardWhole(second);
    await first.destroy();
  });
});
