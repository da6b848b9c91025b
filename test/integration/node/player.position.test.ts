/** Where in the song we are: seeks, start and end positions, and whether what is said of it is true. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { gaps } from '../../support/sound.ts';
import { ladderFile, notes } from './ladder.ts';
import { joinedRoom, stateOf, type Room } from './room.ts';
import { startRig, type Rig } from './rig.ts';

vi.setConfig({ maxConcurrency: 8, testTimeout: 60_000 });

const FRAME_MS = 20;

let rig: Rig;
beforeAll(async () => {
  rig = await startRig({}, '--lavalink.server.playerUpdateInterval=1');
});
afterAll(() => rig.close());

/** Decoded and encoded anew, and passed through as it is. */
describe.concurrent.each(['wav', 'webm', 'opus'] as const)('in a song (%s)', (extension) => {
  let song: string;
  beforeAll(async () => {
    song = await ladderFile(4, extension);
  });

  const ended = async (room: Room, n = 1): Promise<void> => {
    expect(await room.event('TrackEndEvent', n)).toMatchObject({ reason: 'finished' });
    await room.silent();
    room.isWhole();
  };

  it('a seek is heard at its note, without a gap', async () => {
    const room = await joinedRoom(rig);
    await room.play(song);
    await room.hears(40);
    expect(await room.patch({ position: 3000 })).toMatchObject({ body: { state: { position: 3000 } } });
    await room.update(({ position }) => position === 3000);
    await ended(room);
    const heard = await room.notes();
    expect(heard.slice(0, 4)).toEqual(notes(0, 3));
    expect(heard.slice(-5)).toEqual(notes(15, 19));
    expect(heard.length).toBeLessThan(13);
    expect(gaps(await room.sound(), 10, -40)).toEqual([]);
    expect(room.events).toEqual(['TrackStart', 'TrackEnd finished']);
  });

  it('a seek back plays again what was heard', async () => {
    const room = await joinedRoom(rig);
    await room.play(song, { position: 2000 });
    await room.hears(40);
    await room.patch({ position: 0 });
    await ended(room);
    const heard = await room.notes();
    expect(heard.slice(0, 4)).toEqual(notes(10, 13));
    expect(heard.slice(-20)).toEqual(notes(0, 19));
  });

  it('a seek in a pause is silent, and told at once', async () => {
    const room = await joinedRoom(rig);
    await room.play(song);
    await room.hears(20);
    await room.patch({ paused: true });
    await room.silent();
    const before = room.packets.length;
    await room.patch({ position: 3000 });
    expect(await room.player()).toMatchObject({ paused: true, state: { position: 3000 } });
    await room.patch({ paused: false });
    await ended(room);
    expect(Math.abs(room.packets.length - before - 50)).toBeLessThanOrEqual(1);
    expect((await room.notes()).slice(-5)).toEqual(notes(15, 19));
  });

  it('a seek behind the end ends it', async () => {
    const room = await joinedRoom(rig);
    await room.play(song);
    await room.hears(20);
    await room.patch({ position: 100_000 });
    await ended(room);
    expect(room.events).toEqual(['TrackStart', 'TrackEnd finished']);
  });

  it('many seeks in a row: the last one counts', async () => {
    const room = await joinedRoom(rig);
    await room.play(song);
    await room.hears(10);
    await Promise.all([1000, 3900, 0, 2500, 3600].map((position) => room.patch({ position })));
    await room.patch({ position: 3000 });
    await ended(room);
    expect((await room.notes()).slice(-5)).toEqual(notes(15, 19));
  });

  it('a start and an end are kept to the frame', async () => {
    const room = await joinedRoom(rig);
    await room.play(song, { position: 2000, endTime: 3000 });
    await ended(room);
    expect(await room.notes()).toEqual(notes(10, 14));
    expect(Math.abs(room.packets.length - 50)).toBeLessThanOrEqual(1);
  });

  it('an end can be set, moved and taken back in mid-song; one that has passed is ignored', async () => {
    const room = await joinedRoom(rig);
    await room.play(song, { endTime: 1600 });
    await room.hears(30);
    await room.patch({ endTime: 100 });
    await room.patch({ endTime: null });
    await room.hears(70);
    await room.patch({ endTime: 3000 });
    await ended(room);
    expect(await room.notes()).toEqual(notes(0, 14));
  });

  it('a seek over the end ends it, too', async () => {
    const room = await joinedRoom(rig);
    await room.play(song, { endTime: 3000 });
    await room.hears(20);
    await room.patch({ position: 3500 });
    await ended(room);
    expect((await room.notes()).every((note) => note < 15)).toBe(true);
  });

  it('the position is that of the sound, whether asked for or told', async () => {
    const room = await joinedRoom(rig);
    const startMs = 1000;
    const heardMs = (byMs: number): number =>
      startMs + room.packets.filter(({ arrivalMs }) => arrivalMs <= byMs).length * FRAME_MS;
    /** Between what had been heard when it was looked up and what had been heard when the answer came. */
    const isTrue = (position: number, fromMs: number, toMs: number): void => {
      expect(position).toBeGreaterThanOrEqual(heardMs(fromMs) - 2 * FRAME_MS);
      expect(position).toBeLessThanOrEqual(heardMs(toMs) + 2 * FRAME_MS);
    };
    await room.play(song, { position: startMs });
    for (const frames of [10, 20, 30]) {
      await room.hears(frames);
      const askedMs = performance.now();
      const { position } = (await room.player()).state;
      isTrue(position, askedMs, performance.now());
    }
    const told = await room.update(({ position }) => position > startMs);
    const { position, time } = stateOf(told);
    isTrue(position, time - performance.timeOrigin, told.atMs);
    await room.destroy();
  });
});
