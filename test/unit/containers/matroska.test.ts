import { describe, expect, test } from 'vitest';
import { matroska } from '../../../src/containers/matroska/index.ts';
import { ContainerError } from '../../../src/containers/types.ts';
import type { MemorySourceOptions } from '../../support/memory.source.ts';
import type { Packet } from '../../../streams/ports.ts';
import { oggPackets } from '../codecs/support/ogg.ts';
import {
  DELIVERIES,
  drain,
  encode,
  encodeToPipe,
  firstAfter,
  fuzz,
  openBytes,
  truePositions,
} from './demux.support.ts';
import { adtsPackets, dataOf, lenient, remux, soundPackets } from './remux.support.ts';

const TAGS = ['-metadata', 'title=Übung', '-metadata', 'artist=Die Töne', '-metadata', 'isrc=DEA123'];
const RADIO = { seekable: false, sizeKnown: false, maxSlice: 1500 };
const LIVE = ['-live', '1', '-cluster_time_limit', '500'];

const open = (bytes: Uint8Array, options?: MemorySourceOptions) => openBytes(matroska, bytes, options);
const play = async (bytes: Uint8Array, options?: MemorySourceOptions) => drain(await open(bytes, options));
const opus = (...args: readonly string[]) => encode('webm', ['-c:a', 'libopus', ...args]);

/** The codecs as ffmpeg names them; each in a file of its own kind, and what its packets are there. */
const KINDS: readonly [
  string,
  string,
  readonly string[],
  (bytes: Uint8Array) => readonly Uint8Array[],
  string,
  number,
][] = [
  ['libopus', 'ogg', ['-ac', '2'], (bytes) => soundPackets(bytes, 2), 'opus 48000 2', 5000],
  [
    'libopus',
    'ogg',
    ['-ac', '1', '-frame_duration', '60'],
    (bytes) => soundPackets(bytes, 2),
    'opus 48000 1',
    5000,
  ],
  ['libvorbis', 'ogg', ['-ac', '2'], (bytes) => soundPackets(bytes, 3), 'vorbis 44100 2', 5000],
  ['flac', 'ogg', ['-ac', '1'], (bytes) => soundPackets(bytes, 2), 'flac 44100 1', 5000],
  ['aac', 'aac', ['-ac', '2'], adtsPackets, 'aac 44100 2', (217 * 1024) / 44.1],
];

describe('packets and length', () => {
  test.each(KINDS)('%s from %s with %s', async (codec, from, args, packetsOf, format, ms) => {
    const original = encode(from, ['-c:a', codec, ...args]);
    const bytes = remux(from, original, 'mkv', TAGS);
    expect(matroska.matches(bytes.subarray(0, 1024))).toBe(true);
    for (const { as, ...options } of DELIVERIES) {
      const demuxer = await open(bytes, options);
      const { codec: name, sampleRate, channels } = demuxer.format;
      expect(`${name} ${sampleRate} ${channels}`).toBe(format);
      expect(demuxer.tags).toEqual({ title: 'Übung', author: 'Die Töne', isrc: 'DEA123' });
      expect(demuxer.isSeekable).toBe(options.seekable ?? true);
      expect(Math.abs((demuxer.lengthMs ?? 0) - ms), as).toBeLessThan(20);
      const packets = await drain(demuxer);
      expect(dataOf(packets), as).toEqual(packetsOf(original));
      expect(packets[0]?.positionMs).toBe(0);
      packets.slice(1).forEach(({ positionMs }, index) => {
        const before = packets[index];
        // The container's times are whole milliseconds; the first Opus packet begins before zero.
        const end = (before?.positionMs ?? 0) + (before?.durationMs ?? 0);
        expect(Math.abs(positionMs - end)).toBeLessThan(index === 0 ? 10 : 1.001);
      });
    }
  });

  test('MP3 and raw samples', async () => {
    const mp3 = await open(encode('mkv', ['-c:a', 'libmp3lame']));
    expect(mp3.format).toMatchObject({ codec: 'mp3', sampleRate: 44_100, channels: 2 });
    expect((await drain(mp3))[0]?.durationMs).toBeCloseTo((1152 * 1000) / 44_100, 6);
    const layouts = { pcm_u8: 'u8', pcm_s16le: 's16', pcm_s24le: 's24', pcm_s32le: 's32', pcm_f32le: 'f32' };
    for (const [codec, pcmLayout] of Object.entries(layouts)) {
      const demuxer = await open(encode('mkv', ['-c:a', codec]));
      expect(demuxer.format).toMatchObject({ codec: 'pcm', pcmLayout, channels: 2 });
      const total = (await drain(demuxer)).reduce((sum, { durationMs }) => sum + durationMs, 0);
      expect(Math.abs(total - 5000)).toBeLessThan(1);
    }
  });

  test('Opus packets of 20 ms are told so exactly, in blocks of six', async () => {
    const demuxer = await open(opus());
    const block = (await demuxer.read()) ?? [];
    expect(block.map(({ durationMs }) => durationMs)).toEqual([20, 20, 20, 20, 20, 20]);
    // 312 samples of pre-skip are not heard, so the second packet does not begin at 20 ms.
    expect(Math.abs((block[1]?.positionMs ?? 0) - 13.5)).toBeLessThan(1.001);
    expect(demuxer.format.extradata).toEqual(oggPackets(encode('ogg', ['-c:a', 'libopus']))[0]);
  });

  test('live streams have no length, and unknown sizes are no hindrance', async () => {
    for (const bytes of [opus(...LIVE), encodeToPipe('webm', ['-c:a', 'libopus', ...LIVE])]) {
      const demuxer = await open(bytes, RADIO);
      expect(demuxer).toMatchObject({ lengthMs: undefined, isSeekable: false });
      expect(dataOf(await drain(demuxer))).toEqual(dataOf(await play(opus())));
    }
  });

  test('who tunes in late begins at 0', async () => {
    const bytes = opus(...LIVE);
    const first = Buffer.from(bytes).indexOf('1f43b675', 0, 'hex');
    const later = Buffer.from(bytes).indexOf('1f43b675', 30_000, 'hex');
    const packets = await play(
      new Uint8Array(Buffer.concat([bytes.subarray(0, first), bytes.subarray(later)])),
      RADIO,
    );
    expect(packets[0]?.positionMs).toBe(0);
    expect(packets.length).toBeLessThan(200);
  });
});

const FILM = [
  ...['-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=25:duration=5'],
  ...[
    '-f',
    'lavfi',
    '-i',
    'sine=frequency=440:duration=5',
    '-f',
    'lavfi',
    '-i',
    'sine=frequency=880:duration=5',
  ],
];

describe('films', () => {
  const video = [
    '-map',
    '0',
    '-c:v',
    'libvpx',
    '-b:v',
    '1M',
    '-deadline',
    'realtime',
    '-map',
    '1',
    '-map',
    '2',
  ];
  test('the first Opus track is taken, else the last one that can be played', async () => {
    const tracks = (...codecs: readonly string[]) =>
      encode('mkv', [...video, ...codecs.flatMap((codec, index) => [`-c:a:${index}`, codec])], FILM);
    const both = await open(tracks('aac', 'libopus'));
    expect(both.format.codec).toBe('opus');
    expect((await drain(both)).length).toBe(251);
    expect((await open(tracks('libvorbis', 'aac'))).format.codec).toBe('aac');
    expect((await open(tracks('libvorbis', 'ac3'))).format.codec).toBe('vorbis');
    await expect(open(tracks('ac3', 'ac3'))).rejects.toThrow(
      'No supported audio tracks present in the file.',
    );
  });

  test('seeks by cues of the picture', async () => {
    const bytes = encode('mkv', [...video.slice(0, -2), '-g', '25', '-c:a', 'libopus'], FILM);
    const trueOf = truePositions(await play(bytes));
    const demuxer = await open(bytes);
    for (const target of [4500, 1000, 2222, 0]) {
      const packet = await firstAfter(demuxer, target);
      expect(packet.positionMs).toBeLessThanOrEqual(target);
      expect(packet.positionMs).toBeGreaterThan(target - 101);
      // Behind a jump only the block's own time is known, in whole ms.
      expect(Math.abs((trueOf(packet) ?? NaN) - packet.positionMs)).toBeLessThanOrEqual(1);
    }
  });
});

describe('damage', () => {
  test('goes on with the next cluster', async () => {
    const bytes = opus('-cluster_time_limit', '500');
    const trueOf = truePositions(await play(bytes));
    const hurt = Uint8Array.from(bytes);
    hurt.fill(0, 20_000, 21_000);
    for (const options of [{}, RADIO]) {
      const packets = await play(hurt, options);
      expect(packets.length).toBeGreaterThan(251 - 32);
      expect(packets.length).toBeLessThan(251);
      const isRight = (packet: Packet): boolean => Math.abs((trueOf(packet) ?? NaN) - packet.positionMs) <= 1;
      expect(packets.filter(isRight).length).toBeGreaterThan(251 - 34);
    }
  });

  test('messages say what is wrong', async () => {
    const bytes = opus();
    await expect(open(bytes.subarray(0, 30))).rejects.toThrow(
      'The Matroska file is cut off within its headers.',
    );
    await expect(open(bytes.subarray(0, 700))).rejects.toThrow(ContainerError);
    await expect(open(Uint8Array.from(Buffer.from('1a45dfa3874282846d6b6121', 'hex')))).rejects.toThrow(
      'This is not a Matroska file.',
    );
    await expect(open(new Uint8Array(0))).rejects.toThrow(ContainerError);
  });

  test('never a hang, never another error', async () => {
    const files = [opus('-b:a', '32k'), opus('-b:a', '32k', ...LIVE), encode('webm', ['-c:a', 'libvorbis'])];
    const aac = encode('mkv', ['-c:a', 'aac', '-b:a', '48k', ...TAGS]);
    await fuzz(lenient(matroska), [...files, aac, aac.subarray(0, 2000)], 300);
  });
});
