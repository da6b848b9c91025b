/** Volume: how loud, how soon, and that too loud is clipped and not garbage. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Pcm } from '../../../streams/ports.ts';
import { gaps, levelDb, peakHz, slice, toneAmplitude } from '../../support/sound.ts';
import { toneFile } from '../../support/tones.ts';
import { joinedRoom, type Room } from './room.ts';
import { startRig, type Rig } from './rig.ts';

vi.setConfig({ maxConcurrency: 8, testTimeout: 60_000 });

const HZ = 440;
const FRAME_MS = 20;

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

/** The last 400 ms that were heard. */
const lately = async (room: Room): Promise<Pcm> => {
  const pcm = await room.sound();
  const endMs = (pcm.left.length * 1000) / 48_000;
  return slice(pcm, endMs - 400, endMs);
};

/** The level lately, after so long a time that a change has been heard. */
const settled = async (room: Room): Promise<number> => {
  await room.hears(40);
  return levelDb((await lately(room)).left);
};

describe.concurrent.each(['wav', 'webm-opus'] as const)('volume of a song (%s)', (format) => {
  let tone: string;
  beforeAll(async () => {
    tone = await toneFile({ format, hz: HZ, seconds: 30 });
  });

  const playing = async (): Promise<Room> => {
    const room = await joinedRoom(rig);
    await room.play(tone);
    return room;
  };

  it('follows the taper, down and up, without a hole', async () => {
    const room = await playing();
    const fullDb = await settled(room);
    // 20 lg of tan(0.0079 v), as the reference rounds it.
    for (const [volume, db] of [
      [50, -7.6],
      [150, 7.83],
      [100, 0],
    ] as const) {
      expect(await room.patch({ volume })).toMatchObject({ body: { volume } });
      if (volume <= 100) expect(await settled(room)).toBeCloseTo(fullDb + db, 0);
      else expect(await settled(room)).toBeGreaterThan(fullDb + 3);
    }
    room.isWhole();
    expect(room.listener.report().silence).toBe(0);
    expect(gaps(await room.sound(), 10, -40)).toEqual([]);
  });

  it('is changed within half a second', async () => {
    const room = await playing();
    const fullDb = await settled(room);
    await room.patch({ volume: 20 });
    const changedMs = room.packets.length * FRAME_MS;
    await room.hears(50);
    const after = slice(await room.sound(), changedMs + 500, changedMs + 900);
    expect(levelDb(after.left)).toBeLessThan(fullDb - 12);
  });

  it('never steps by 3 dB in 5 ms, down or up', async () => {
    const room = await playing();
    await room.hears(30);
    for (const volume of [5, 100, 30, 100]) {
      await room.patch({ volume });
      await room.hears(25);
    }
    const { left, right } = slice(await room.sound(), 300, 60_000);
    // Half periods of 440 Hz (to 1 %), so that the level of a tone that does not change does not, either.
    const levels = Array.from({ length: Math.floor(left.length / 240) }, (_, i) =>
      levelDb(left.subarray(i * 240, i * 240 + 218)),
    );
    // A machine that is too busy misses frames: what is near such a hole is not ours to judge here.
    const isWhole = (i: number): boolean =>
      levels.slice(Math.max(0, i - 20), i + 20).every((db) => db > -100);
    const steps = levels.map((db, i) => (isWhole(i) ? Math.abs(db - (levels[i - 1] ?? db)) : 0));
    expect(right.length).toBe(left.length);
    expect(Math.max(...steps)).toBeGreaterThan(1);
    expect(Math.max(...steps)).toBeLessThan(3.5);
  });

  it('at 1000 is clipped: the tone stays the loudest thing', async () => {
    const room = await playing();
    await room.patch({ volume: 1000 });
    await room.hears(50);
    const { left } = await lately(room);
    expect(peakHz(left)).toBeCloseTo(HZ, 0);
    expect(toneAmplitude(left, HZ)).toBeGreaterThan(1);
    expect(toneAmplitude(left, 3 * HZ)).toBeLessThan(0.5 * toneAmplitude(left, HZ));
  });

  it('at 0 is silence that goes on being sent, and comes back', async () => {
    const room = await playing();
    const fullDb = await settled(room);
    await room.patch({ volume: 0 });
    await room.listener.until((one) =>
      one
        .frames()
        .slice(-30)
        .every(({ silence }) => silence),
    );
    expect(room.listener.report().speaking.map(({ speaking }) => speaking)).toEqual([1]);
    await room.patch({ volume: 100 });
    await room.listener.until((one) => one.frames().at(-1)?.silence === false);
    expect(await settled(room)).toBeCloseTo(fullDb, 0);
    room.isWhole();
  });

  it('outlives the song, and may come with it', async () => {
    const room = await playing();
    const fullDb = await settled(room);
    await room.play(tone, { volume: 50 });
    expect(await settled(room)).toBeCloseTo(fullDb - 7.6, 0);
    await room.patch({ track: { encoded: null } });
    await room.silent();
    await room.play(tone);
    expect(await settled(room)).toBeCloseTo(fullDb - 7.6, 0);
    expect(await room.patch({ volume: 5000 })).toMatchObject({ body: { volume: 1000 } });
    expect(await room.patch({ volume: -1 })).toMatchObject({ body: { volume: 0 } });
  });
});
