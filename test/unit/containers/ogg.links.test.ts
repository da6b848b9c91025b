import { beforeAll, describe, expect, test } from 'vitest';
import { ogg } from '../../../src/containers/ogg/index.ts';
import { ContainerError } from '../../../src/containers/types.ts';
import type { MemorySourceOptions } from '../../support/memory.source.ts';
import {
  concat,
  drain,
  encode,
  encodeToPipe,
  firstAfter,
  openBytes,
  truePositions,
} from './demux.support.ts';

const RADIO = { seekable: false, sizeKnown: false, maxSlice: 1500 };

const open = (bytes: Uint8Array, options?: MemorySourceOptions) => openBytes(ogg, bytes, options);
const play = async (bytes: Uint8Array, options?: MemorySourceOptions) => drain(await open(bytes, options));
const opusFile = (...args: readonly string[]) => encode('ogg', ['-c:a', 'libopus', ...args]);
const vorbisFile = (...args: readonly string[]) => encode('ogg', ['-c:a', 'libvorbis', ...args]);

/** Offsets at which the file's pages begin, and its end. */
const pageOffsets = (bytes: Uint8Array): readonly number[] => {
  const offsets = [];
  let at = 0;
  for (; at < bytes.length;) {
    offsets.push(at);
    const segments = bytes[at + 26] ?? 0;
    at += 27 + segments + bytes.subarray(at + 27, at + 27 + segments).reduce((sum, size) => sum + size, 0);
  }
  return [...offsets, at];
};

describe('chained and multiplexed streams', () => {
  let song: Uint8Array;
  let other: Uint8Array;
  beforeAll(() => {
    song = opusFile();
    other = opusFile('-b:a', '64k', '-ac', '1');
  });

  test('positions run on from link to link', async () => {
    const demuxer = await open(concat(song, other, song), RADIO);
    const packets = await drain(demuxer);
    expect(packets.length).toBe(3 * 251);
    packets.slice(2).forEach(({ positionMs }, index) => {
      expect(positionMs).toBeCloseTo((packets[index + 1]?.positionMs ?? 0) + 20, 6);
    });
    expect(packets.at(-1)?.positionMs).toBeCloseTo(3 * 251 * 20 - 26.5, 6);
  });

  test('a chained file is as long as its links, and is searched in all of them', async () => {
    const third = opusFile('-b:a', '48k');
    const chained = concat(song, other, third);
    const demuxer = await open(chained);
    const packets = await drain(demuxer);
    expect(packets.length).toBe(3 * 251);
    // The pre-skip of the first is not heard, nor the padding of the last.
    expect(demuxer.lengthMs).toBeCloseTo(2 * 5020 + 5006.5 - 6.5, 6);
    expect(demuxer.soundEndMs).toBe(demuxer.lengthMs);
    const truth = truePositions(packets);
    for (const target of [12_345, 6000, 100, 14_900, 4000]) {
      const packet = await firstAfter(demuxer, target);
      expect(packet.positionMs).toBeCloseTo(truth(packet) ?? NaN, 6);
      expect(packet.positionMs).toBeLessThanOrEqual(target);
      expect(packet.positionMs).toBeGreaterThan(target - 120);
    }
    // And plays on into the next link.
    await demuxer.seek(9900);
    expect((await drain(demuxer)).length).toBeGreaterThan(251);
  });

  test('a chain that only goes forward has no length', async () => {
    const demuxer = await open(concat(song, other), RADIO);
    expect(demuxer).toMatchObject({ lengthMs: undefined, isSeekable: false });
    expect((await drain(demuxer)).length).toBe(2 * 251);
  });

  test('Vorbis goes on with an equal set-up and ends before another one', async () => {
    const one = vorbisFile();
    const count = (await play(one)).length;
    const both = await play(concat(one, one), RADIO);
    expect(both.length).toBe(2 * count);
    const mixed = await drain(await open(concat(one, vorbisFile('-q:a', '9')), RADIO));
    expect(mixed.length).toBe(count);
  });

  test('ends cleanly before another codec, before damage and before noise', async () => {
    const noise = Uint8Array.from({ length: 2_000_000 }, (_, index) => (index * 7919) & 0xff);
    for (const next of [vorbisFile(), song.subarray(0, 60), noise]) {
      expect((await play(concat(song, next), RADIO)).length).toBe(251);
    }
  });

  test('who tunes in late begins at 0', async () => {
    const offsets = pageOffsets(song);
    const late = concat(song.subarray(0, offsets[2]), song.subarray(offsets[4]));
    const packets = await play(late, RADIO);
    expect(packets.length).toBe(251 - 100);
    expect(packets[0]?.positionMs).toBe(0);
    const file = await open(late);
    expect(Math.abs((file.lengthMs ?? 0) - 3000)).toBeLessThan(1);
    expect((await firstAfter(file, 2000)).positionMs).toBeGreaterThan(1900);
  });

  test('the sound of a film', async () => {
    const film = [
      '-f',
      'lavfi',
      '-i',
      'testsrc=size=320x240:rate=10:duration=5',
      '-f',
      'lavfi',
      '-i',
      'sine=duration=5',
    ];
    const bytes = encode('ogv', ['-c:a', 'libvorbis', '-c:v', 'libtheora', '-shortest'], film);
    const demuxer = await open(bytes);
    expect(demuxer.format).toMatchObject({ codec: 'vorbis', channels: 1 });
    expect(Math.abs((demuxer.lengthMs ?? 0) - 5000)).toBeLessThan(20);
    expect((await firstAfter(demuxer, 2500)).positionMs).toBeGreaterThan(2450);
    expect((await drain(demuxer)).at(-1)?.positionMs).toBeGreaterThan(4950);
  });
});

describe('damage', () => {
  test('positions stay true behind a lost page and behind noise between pages', async () => {
    const bytes = opusFile();
    const trueOf = truePositions(await play(bytes));
    const offsets = pageOffsets(bytes);
    const noise = Uint8Array.from(Buffer.from('no page, OggS\0\0nor this'.repeat(50)));
    for (const between of [new Uint8Array(0), noise]) {
      const lost = concat(bytes.subarray(0, offsets[4]), between, bytes.subarray(offsets[5]));
      const packets = await play(lost, RADIO);
      expect(packets.length).toBe(251 - 50);
      for (const packet of packets)
        expect(packet.positionMs).toBeCloseTo(trueOf(packet) ?? packet.positionMs, 6);
    }
  });

  test('a file that is cut off plays what is whole', async () => {
    const bytes = opusFile();
    const demuxer = await open(bytes.subarray(0, (pageOffsets(bytes)[4] ?? 0) + 1000));
    expect(demuxer.lengthMs).toBeCloseTo(2000 - 6.5, 6);
    expect((await drain(demuxer)).length).toBe(100);
  });

  test('messages say what is wrong', async () => {
    const song = encodeToPipe('ogg', ['-c:a', 'libopus']);
    const speech = Uint8Array.from(song);
    speech.set(Buffer.from('Speex   '), 28);
    await expect(open(speech)).rejects.toThrow('No supported audio tracks present in the file.');
    await expect(open(song.subarray(0, 60))).rejects.toThrow('The Ogg file is cut off within its headers.');
    await expect(open(song.subarray(0, pageOffsets(song)[2]))).rejects.toThrow(
      'The Ogg file holds no sound.',
    );
    await expect(open(new Uint8Array(0))).rejects.toThrow(ContainerError);
  });
});
