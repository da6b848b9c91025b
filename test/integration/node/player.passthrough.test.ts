/** Opus that may stay as it is arrives byte for byte; when it has to be changed, not a frame is lost at the seams. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { gaps } from '../../support/sound.ts';
import { oggPackets } from '../../support/tones.ts';
import { ladderFile, notes } from './ladder.ts';
import { joinedRoom, type Room } from './room.ts';
import { startRig, type Rig } from './rig.ts';

vi.setConfig({ maxConcurrency: 8, testTimeout: 60_000 });

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

const hex = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString('hex');

/** The Opus packets of a file, moved into Ogg where they are in another container. */
const packetsOf = async (path: string): Promise<readonly string[]> => {
  const copy = join(await mkdtemp(join(tmpdir(), 'lavastream-packets-')), 'copy.opus');
  await promisify(execFile)(ffmpeg.path, ['-loglevel', 'error', '-i', path, '-c', 'copy', copy]);
  return oggPackets(await readFile(copy))
    .slice(2)
    .map(hex);
};

const heard = (room: Room): readonly string[] => room.packets.map(({ opus }) => hex(opus));

describe.concurrent.each(['webm', 'mkv', 'opus'] as const)('Opus in %s', (extension) => {
  let song: string;
  let packets: readonly string[];
  beforeAll(async () => {
    song = await ladderFile(4, extension);
    packets = await packetsOf(song);
  });

  const ended = async (room: Room): Promise<void> => {
    await room.event('TrackEndEvent');
    await room.silent();
    room.isWhole();
  };

  it('is passed on byte for byte, from the first packet to the last', async () => {
    const room = await joinedRoom(rig);
    await room.play(song);
    await ended(room);
    expect(heard(room)).toEqual(packets);
  });

  it('is passed on byte for byte after a start position and a pause', async () => {
    const room = await joinedRoom(rig);
    await room.play(song, { position: 2000 });
    await room.hears(20);
    await room.patch({ paused: true });
    await room.silent();
    await room.patch({ paused: false });
    await ended(room);
    expect(heard(room)).toEqual(packets.slice(-heard(room).length));
    expect(Math.abs(heard(room).length - packets.length + 100)).toBeLessThanOrEqual(1);
  });

  it('is encoded anew while the volume is another one, and passed on again afterwards', async () => {
    const room = await joinedRoom(rig);
    await room.play(song);
    await room.hears(40);
    await room.patch({ volume: 60 });
    await room.hears(40);
    await room.patch({ volume: 100 });
    await ended(room);
    const sent = heard(room);
    expect(sent.slice(0, 40)).toEqual(packets.slice(0, 40));
    expect(packets).not.toContain(sent[75]);
    expect(sent.slice(-50)).toEqual(packets.slice(-50));
    expect(Math.abs(sent.length - packets.length)).toBeLessThanOrEqual(1);
    expect(await room.notes()).toEqual(notes(0, 19));
    expect(gaps(await room.sound(), 10, -40)).toEqual([]);
    expect(room.listener.report().silence).toBe(5);
  });
});
