/** What a listener hears of a song's start, end and interruptions: right notes, right lengths, right words. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { gaps } from '../../support/sound.ts';
import { toneFile } from '../../support/tones.ts';
import { ladderFile, notes } from './ladder.ts';
import { joinedRoom, type Room } from './room.ts';
import { startRig, type Rig } from './rig.ts';

vi.setConfig({ maxConcurrency: 8, testTimeout: 60_000 });

/** Of a song of four seconds. */
const ALL = notes(0, 19);
const FRAMES = 200;

let rig: Rig;
let song: string;
let tone: string;
beforeAll(async () => {
  rig = await startRig();
  song = await ladderFile(4, 'wav');
  tone = await toneFile({ format: 'wav', hz: 250, seconds: 30 });
});
afterAll(() => rig.close());

const speaking = (room: Room): readonly number[] =>
  room.listener.report().speaking.map((event) => event.speaking);

/** There is sound from the first moment to the last. */
const isUnbroken = async (room: Room): Promise<void> => {
  expect(gaps(await room.sound(), 10, -40)).toEqual([]);
};

const positionOf = (message: object): number =>
  (message as { track: { info: { position: number } } }).track.info.position;

describe.concurrent('a song', () => {
  it('is heard from its first note to its last, then five frames of silence, then TrackEnd has come', async () => {
    const room = await joinedRoom(rig);
    expect(await room.play(song)).toMatchObject({
      status: 200,
      body: { track: { info: { length: 4000 } }, paused: false },
    });
    const end = await room.event('TrackEndEvent');
    await room.silent();
    room.isWhole();
    expect(await room.notes()).toEqual(ALL);
    expect(room.packets).toHaveLength(FRAMES);
    expect(room.listener.report().silence).toBe(5);
    expect(speaking(room)).toEqual([1, 0]);
    expect(end).toMatchObject({ reason: 'finished' });
    expect(end.atMs).toBeGreaterThan(room.packets.at(-1)?.arrivalMs ?? Infinity);
    expect(Math.abs(positionOf(end) - 4000)).toBeLessThanOrEqual(40);
    expect(await room.player()).toMatchObject({ track: null, state: { position: 0, connected: true } });
  });

  it('says TrackStart, then its state, and says nothing twice', async () => {
    const room = await joinedRoom(rig);
    const before = room.bot.messages.length;
    await room.play(song, { position: 3000 });
    await room.event('TrackEndEvent');
    const said = room.bot.messages.slice(before).map(({ op, type }) => type ?? op);
    expect(said).toEqual(['TrackStartEvent', 'playerUpdate', 'TrackEndEvent']);
  });

  it('is replaced without a gap, and the old one is told to have ended first', async () => {
    const room = await joinedRoom(rig);
    await room.play(tone);
    await room.hears(25);
    await room.play(song);
    await room.event('TrackEndEvent', 2);
    await room.silent();
    room.isWhole();
    expect(room.events).toEqual(['TrackStart', 'TrackEnd replaced', 'TrackStart', 'TrackEnd finished']);
    expect((await room.notes()).slice(-20)).toEqual(ALL);
    expect(room.listener.report().silence).toBe(5);
    await isUnbroken(room);
  });

  it('stops at once, and starts again', async () => {
    const room = await joinedRoom(rig);
    for (let round = 1; round <= 2; round += 1) {
      await room.play(tone);
      await room.hears(20);
      const heard = room.packets.length;
      expect(await room.patch({ track: { encoded: null } })).toMatchObject({ body: { track: null } });
      await room.silent();
      expect(room.packets.length - heard).toBeLessThan(10);
    }
    room.isWhole();
    expect(room.listener.report().silence).toBe(10);
    expect(speaking(room)).toEqual([1, 0, 1, 0]);
    expect(room.events).toEqual(['TrackStart', 'TrackEnd stopped', 'TrackStart', 'TrackEnd stopped']);
  });

  it('pauses and goes on: nothing lost, nothing heard twice, the position stands', async () => {
    const room = await joinedRoom(rig);
    await room.play(song);
    await room.hears(60);
    expect(await room.patch({ paused: true })).toMatchObject({ body: { paused: true } });
    await room.silent();
    const { state } = await room.player();
    const heardMs = room.packets.length * 20;
    expect(Math.abs(state.position - heardMs)).toBeLessThanOrEqual(40);
    expect((await room.player()).state.position).toBe(state.position);
    await room.patch({ paused: false });
    await room.event('TrackEndEvent');
    await room.silent();
    room.isWhole();
    expect(await room.notes()).toEqual(ALL);
    expect(room.packets).toHaveLength(FRAMES);
    expect(speaking(room)).toEqual([1, 0, 1, 0]);
    expect(room.events).toEqual(['TrackStart', 'TrackEnd finished']);
  });

  it('that is played paused is silent until it is resumed; a new one does without the pause', async () => {
    const room = await joinedRoom(rig);
    await room.play(tone, { paused: true });
    await room.event('TrackStartEvent');
    expect(await room.player()).toMatchObject({ paused: true, state: { position: 0 } });
    await room.play(song);
    await room.event('TrackEndEvent', 2);
    await room.silent();
    expect(await room.notes()).toEqual(ALL);
    expect(room.events).toEqual(['TrackStart', 'TrackEnd replaced', 'TrackStart', 'TrackEnd finished']);
  });

  it('is not replaced, nor stopped, where the client says noReplace', async () => {
    const room = await joinedRoom(rig);
    const { data } = await room.bot.load(song);
    await room.play(song);
    await room.hears(20);
    for (const encoded of [data.encoded, null]) {
      const kept = await room.patch({ track: { encoded } }, '?noReplace=true');
      expect(kept).toMatchObject({ status: 200, body: { track: { encoded: expect.any(String) as string } } });
    }
    await room.event('TrackEndEvent');
    await room.silent();
    expect(await room.notes()).toEqual(ALL);
    expect(room.events).toEqual(['TrackStart', 'TrackEnd finished']);
  });

  it('follows another at once: the client plays it upon TrackEnd', async () => {
    const room = await joinedRoom(rig);
    const { data } = await room.bot.load(song);
    await room.play(song, { position: 3000 });
    await room.event('TrackEndEvent');
    await room.patch({ track: { encoded: data.encoded } }, '?noReplace=true');
    await room.event('TrackEndEvent', 2);
    await room.silent();
    room.isWhole();
    expect(await room.notes()).toEqual([...notes(15, 19), ...ALL]);
    expect(room.listener.report().silence).toBeLessThanOrEqual(10);
  });

  it('carries the client’s own data in every event, also when it is changed', async () => {
    const room = await joinedRoom(rig);
    const { data } = await room.bot.load(song);
    await room.patch({ track: { encoded: data.encoded, userData: { who: 'me', n: 12345678901234567 } } });
    expect(await room.event('TrackStartEvent')).toMatchObject({ track: { userData: { who: 'me' } } });
    await room.patch({ track: { userData: { who: 'you' } } });
    expect((await room.player()).track).toMatchObject({ userData: { who: 'you' } });
    await room.patch({ track: { encoded: null } });
    expect(await room.event('TrackEndEvent')).toMatchObject({ track: { userData: { who: 'you' } } });
  });
});
