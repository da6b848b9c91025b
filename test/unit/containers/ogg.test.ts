import { describe, expect, test } from 'vitest';
import type { Packet } from '../../../streams/ports.ts';
import { ogg } from '../../../src/containers/ogg/index.ts';
import { ContainerError } from '../../../src/containers/types.ts';
import type { MemorySourceOptions } from '../../support/memory.source.ts';
import { memorySource } from '../../support/memory.source.ts';
import { oggPackets } from '../codecs/support/ogg.ts';
import {
  concat,
  DELIVERIES,
  drain,
  encode,
  firstAfter,
  fuzz,
  openBytes,
  truePositions,
} from './demux.support.ts';
import { lenient } from './remux.support.ts';

const opus = (...args: readonly string[]): readonly string[] => ['-c:a', 'libopus', ...args];
const vorbis = (...args: readonly string[]): readonly string[] => ['-c:a', 'libvorbis', ...args];
const flac = (...args: readonly string[]): readonly string[] => ['-c:a', 'flac', ...args];
const TAGS = ['-metadata', 'title=Übung', '-metadata', 'artist=Die Töne', '-metadata', 'isrc=DEA123'];
const RADIO = { seekable: false, sizeKnown: false, maxSlice: 1500 };

const open = (bytes: Uint8Array, options?: MemorySourceOptions) => openBytes(ogg, bytes, options);
const play = async (bytes: Uint8Array, options?: MemorySourceOptions) => drain(await open(bytes, options));
const opusFile = (...args: readonly string[]) => encode('ogg', opus(...args));
const vorbisFile = (...args: readonly string[]) => encode('ogg', vorbis(...args));

const endOf = (packets: readonly Packet[]): number => {
  const last = packets.at(-1);
  return last === undefined ? 0 : last.positionMs + last.durationMs;
};

const expectNoGaps = (packets: readonly Packet[]): void => {
  packets.slice(1).forEach((packet, index) => {
    const before = packets[index];
    // The first Opus packet begins before zero, where decoders drop it.
    const start =
      index === 0 ? Math.min(packet.positionMs, endOf(packets.slice(0, 1))) : endOf(before ? [before] : []);
    expect(packet.positionMs).toBeCloseTo(start, 6);
  });
};

/** Header packets before the sound. */
const HEADERS: Readonly<Record<string, number>> = { opus: 2, vorbis: 3, flac: 2 };
const LOW_DELAY = ['-frame_duration', '2.5', '-application', 'lowdelay'];

describe('packets and length', () => {
  const kinds: readonly [string, readonly string[], string][] = [
    ['Opus', opus(), 'opus 48000 2'],
    ['mono Opus of 44.1 kHz', opus('-ac', '1'), 'opus 48000 1'],
    ['Opus in packets of 60 ms', opus('-frame_duration', '60'), 'opus 48000 2'],
    ['Opus in packets of 2.5 ms', opus(...LOW_DELAY), 'opus 48000 2'],
    ['Opus of 5.1', opus('-ac', '6'), 'opus 48000 6'],
    ['Vorbis', vorbis(), 'vorbis 44100 2'],
    ['mono Vorbis', vorbis('-ac', '1', '-ar', '22050'), 'vorbis 22050 1'],
    ['FLAC', flac(), 'flac 44100 2'],
    ['mono FLAC', flac('-ac', '1', '-ar', '48000'), 'flac 48000 1'],
  ];
  test.each(kinds)('%s', async (_, args, format) => {
    const bytes = encode('ogg', [...args, ...TAGS]);
    expect(ogg.matches(bytes.subarray(0, 1024))).toBe(true);
    // ffmpeg ends FLAC with a packet of no bytes.
    const sound = oggPackets(bytes).slice(HEADERS[format.split(' ')[0] ?? '']);
    const expected = sound.filter(({ length }) => length > 0);
    for (const { as, ...options } of DELIVERIES) {
      const demuxer = await open(bytes, options);
      const canJump = options.seekable ?? true;
      const { codec, sampleRate, channels } = demuxer.format;
      expect(`${codec} ${sampleRate} ${channels}`).toBe(format);
      expect(demuxer.tags).toEqual({ title: 'Übung', author: 'Die Töne', isrc: 'DEA123' });
      expect(demuxer.isSeekable).toBe(canJump);
      if (canJump) expect(Math.abs((demuxer.lengthMs ?? 0) - 5000), as).toBeLessThan(1);
      else expect(demuxer.lengthMs).toBeUndefined();
      const packets = await drain(demuxer);
      expect(
        packets.map(({ data }) => data),
        as,
      ).toEqual(expected);
      expect(packets[0]?.positionMs).toBe(0);
      expectNoGaps(packets);
      expect(endOf(packets)).toBeGreaterThan(4999);
      expect(endOf(packets)).toBeLessThan(5000 + 110);
    }
  });

  test('blocks hold 120 ms, even where a page holds a second', async () => {
    const demuxer = await open(opusFile());
    expect((await demuxer.read())?.length).toBe(6);
  });

  test('the set-up: OpusHead, STREAMINFO, and three headers in Xiph lacing', async () => {
    const [head] = oggPackets(opusFile());
    expect((await open(opusFile())).format.extradata).toEqual(head);

    const [info] = oggPackets(encode('ogg', flac()));
    expect((await open(encode('ogg', flac()))).format.extradata).toEqual(info?.slice(17));

    const [id, , setup] = oggPackets(vorbisFile());
    const { extradata } = (await open(vorbisFile())).format;
    const [comments = 0] = extradata.slice(2);
    expect([...extradata.subarray(0, 2)]).toEqual([2, 30]);
    expect(extradata.slice(3, 33)).toEqual(id);
    expect(Buffer.from(extradata.subarray(34, 40)).toString()).toBe('vorbis');
    expect(extradata.slice(33 + comments)).toEqual(setup);
  });
});

describe('seeks', () => {
  const kinds: readonly [string, readonly string[], number][] = [
    ['Opus', opus(), 80 + 20],
    ['Vorbis', vorbis(), 47],
    ['FLAC', flac(), 105],
  ];
  test.each(kinds)('%s lands at or right before the target', async (_, args, within) => {
    const bytes = encode('ogg', args);
    const trueOf = truePositions(await play(bytes));
    for (const maxSlice of [100_000, 999]) {
      const demuxer = await open(bytes, { maxSlice });
      for (const target of [4000, 20, 0, 1000, 999.99, 2345, 4990, 60_000]) {
        const packet = await firstAfter(demuxer, target);
        const limit = Math.min(target, 5000);
        expect(packet.positionMs).toBeLessThanOrEqual(limit);
        expect(packet.positionMs).toBeGreaterThan(limit - within);
        if (packet.durationMs > 0) expect(packet.positionMs).toBeCloseTo(trueOf(packet) ?? NaN, 6);
        const rest = await drain(demuxer);
        expect(Math.abs(endOf(rest.length > 0 ? rest : [packet]) - 5000)).toBeLessThan(110);
      }
    }
  });

  test('a Vorbis decoder gets the packet before the target, as one of no duration', async () => {
    const bytes = vorbisFile();
    const all = await play(bytes);
    const demuxer = await open(bytes);
    await demuxer.seek(2500);
    const [primer, first] = (await demuxer.read()) ?? [];
    const index = all.findIndex(({ data }) => Buffer.compare(data, first?.data ?? data) === 0);
    expect(primer?.data).toEqual(all[index - 1]?.data);
    expect(primer).toMatchObject({ durationMs: 0, positionMs: first?.positionMs });
    expect(first?.positionMs).toBeCloseTo(all[index]?.positionMs ?? NaN, 6);
  });

  test('neither length nor seeks read the file: a minute of 1.8 MB', async () => {
    const input = ['-f', 'lavfi', '-i', 'anoisesrc=d=60:a=0.3:seed=7'];
    const bytes = encode('ogg', opus('-b:a', '256k', '-compression_level', '0', '-ac', '2'), input);
    expect(bytes.length).toBeGreaterThan(1_500_000);
    const source = memorySource(bytes);
    const demuxer = await ogg.open(source);
    expect(Math.abs((demuxer.lengthMs ?? 0) - 60_000)).toBeLessThan(1);
    expect(source.bytesRead).toBeLessThanOrEqual(2 * 65_536);
    for (const target of [50_000, 3000, 30_000, 59_999]) {
      const before = source.bytesRead;
      const jumps = source.offsets.length;
      expect((await firstAfter(demuxer, target)).positionMs).toBeGreaterThan(target - 101);
      expect(source.bytesRead - before).toBeLessThan(4 * 65_536);
      expect(source.offsets.length - jumps).toBeLessThanOrEqual(4);
    }
  });

  test('a source that only goes forward can pass over, but not go back', async () => {
    const demuxer = await open(opusFile(), RADIO);
    expect((await firstAfter(demuxer, 3000)).positionMs).toBeGreaterThan(2900);
    await expect(demuxer.seek(1000)).rejects.toThrow(ContainerError);
  });
});

test('never a hang, never another error', async () => {
  const files = [opusFile(), vorbisFile(), encode('ogg', flac('-ac', '1', '-ar', '8000'))];
  const chained = concat(opusFile('-b:a', '16k'), opusFile('-b:a', '16k'));
  await fuzz(lenient(ogg), [...files, chained], 300);
});
