import { describe, expect, test } from 'vitest';
import { mp4 } from '../../../src/containers/mp4/index.ts';
import { ContainerError } from '../../../src/containers/types.ts';
import type { MemorySourceOptions } from '../../support/memory.source.ts';
import { memorySource } from '../../support/memory.source.ts';
import {
  concat,
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

const TAGS = ['-metadata', 'title=Übung', '-metadata', 'artist=Die Töne'];
const RADIO = { seekable: false, sizeKnown: false, maxSlice: 1500 };
const AAC = ['-c:a', 'aac', '-ac', '2'];
const FAST = ['-movflags', 'faststart'];
const FRAGMENTS = ['-movflags', 'frag_keyframe+empty_moov', '-frag_duration', '500000'];
const DASH = ['-movflags', 'dash+frag_keyframe+empty_moov', '-frag_duration', '500000'];
const GLOBAL = [
  '-movflags',
  'dash+global_sidx+frag_keyframe+empty_moov+skip_trailer',
  '-frag_duration',
  '500000',
];
const LIVE = ['-movflags', 'frag_keyframe+empty_moov+default_base_moof', '-frag_duration', '500000'];
/** The first fragment is in the table of `moov`. */
const HYBRID = ['-movflags', 'frag_keyframe', '-frag_duration', '500000'];

const FRAME_MS = 1024 / 44.1;
/** 5 s, and the encoder's delay of one frame. */
const FRAMES = 217;

const open = (bytes: Uint8Array, options?: MemorySourceOptions) => openBytes(mp4, bytes, options);
const play = async (bytes: Uint8Array, options?: MemorySourceOptions) => drain(await open(bytes, options));

describe('AAC', () => {
  const packets = adtsPackets(encode('aac', AAC));
  const kinds: readonly [string, readonly string[], { shift: number; tolerance: number }][] = [
    ['a table at the end', [], { shift: 1, tolerance: 1 }],
    ['a table at the start', FAST, { shift: 1, tolerance: 1 }],
    ['fragments', FRAGMENTS, { shift: 0, tolerance: 1 }],
    ['fragments with an index each', DASH, { shift: 0, tolerance: 1 }],
    ['fragments with an index at the start', GLOBAL, { shift: 0, tolerance: 1 }],
    ['a table and fragments', HYBRID, { shift: 0, tolerance: 1 }],
  ];
  test.each(kinds)('%s', async (_, args, { shift, tolerance }) => {
    const bytes = encode('mp4', [...AAC, ...args, ...TAGS]);
    expect(mp4.matches(bytes.subarray(0, 1024))).toBe(true);
    for (const { as, ...options } of DELIVERIES) {
      const demuxer = await open(bytes, options);
      expect(demuxer.format).toMatchObject({ codec: 'aac', sampleRate: 44_100, channels: 2 });
      expect(Buffer.from(demuxer.format.extradata.subarray(0, 2)).toString('hex'), as).toBe('1210');
      expect(demuxer.tags).toEqual({ title: 'Übung', author: 'Die Töne' });
      // A small file whose table is at the end is held in memory, and so can be searched.
      expect(demuxer.isSeekable, as).toBe((options.seekable ?? true) || args.length === 0);
      // Without an edit list the encoder's delay counts; without an index a stream's end is not known.
      const ms = shift === 1 ? 5000 : 5000 + FRAME_MS;
      if (demuxer.lengthMs !== undefined) expect(Math.abs(demuxer.lengthMs - ms), as).toBeLessThan(tolerance);
      else expect(options.seekable, as).toBe(false);
      const found = await drain(demuxer);
      expect(dataOf(found), as).toEqual(packets);
      found.forEach(({ positionMs, durationMs }, index) => {
        expect(positionMs).toBeCloseTo((index - shift) * FRAME_MS, 6);
        if (index < FRAMES - 1) expect(durationMs).toBeCloseTo(FRAME_MS, 6);
      });
    }
  });

  test.each(kinds)('seeks in %s are exact', async (_, args) => {
    const bytes = encode('mp4', [...AAC, ...args]);
    const trueOf = truePositions(await play(bytes));
    for (const maxSlice of [100_000, 999]) {
      const demuxer = await open(bytes, { maxSlice });
      for (const target of [4000, 20, 0, 1000, 999.99, 2345, 4990, 60_000, 1]) {
        const packet = await firstAfter(demuxer, target);
        // One frame before the one that holds the target: the decoder overlaps them.
        const limit = Math.min(target, demuxer.lengthMs ?? 0) - FRAME_MS;
        expect(packet.positionMs).toBeLessThanOrEqual(Math.max(limit, 0) + 0.01);
        expect(packet.positionMs).toBeGreaterThan(limit - FRAME_MS);
        expect(packet.positionMs).toBe(trueOf(packet));
        expect((await drain(demuxer)).at(-1)?.positionMs ?? 5000).toBeGreaterThan(4950);
      }
    }
  });

  test('mono, and a rate that its header writes out', async () => {
    const mono = await open(encode('m4a', ['-c:a', 'aac', '-ac', '1', '-ar', '22050']));
    expect(mono.format).toMatchObject({ codec: 'aac', sampleRate: 22_050, channels: 1 });
    expect(Math.abs((mono.lengthMs ?? 0) - 5000)).toBeLessThan(1);
    expect((await open(encode('m4a', ['-c:a', 'aac', '-ac', '6']))).format.channels).toBe(6);
  });

  test('live fragments begin at 0 for who comes late, and have no length', async () => {
    const bytes = encodeToPipe('mp4', [...AAC, ...LIVE]);
    const first = Buffer.from(bytes).indexOf('moof') - 4;
    const late = Buffer.from(bytes).indexOf('moof', first + 20_000) - 4;
    const demuxer = await open(concat(bytes.subarray(0, first), bytes.subarray(late)), RADIO);
    expect(demuxer.lengthMs).toBeUndefined();
    const found = await drain(demuxer);
    expect(found[0]?.positionMs).toBe(0);
    expect(found.length).toBeLessThan(FRAMES - 20);
  });
});

test('a fragment of nothing before another one, on a source that only goes forward', async () => {
  const bytes = encodeToPipe('mp4', [...AAC, ...LIVE]);
  const at = Buffer.from(bytes).indexOf('moof') - 4;
  const empty = Uint8Array.from([0, 0, 0, 8, ...Buffer.from('moof')]);
  const packets = await play(concat(bytes.subarray(0, at), empty, bytes.subarray(at)), RADIO);
  expect(packets.length).toBe(FRAMES);
});

describe('other codecs', () => {
  const kinds: readonly [string, readonly string[], number, string][] = [
    ['Opus', ['-c:a', 'libopus', '-ac', '2'], 2, 'opus 48000 2'],
    ['mono Opus', ['-c:a', 'libopus', '-ac', '1'], 2, 'opus 48000 1'],
    ['FLAC', ['-c:a', 'flac', '-ac', '2'], 2, 'flac 44100 2'],
  ];
  test.each(kinds)('%s', async (_, args, headers, format) => {
    const original = encode('ogg', args);
    const demuxer = await open(remux('ogg', original, 'mp4', ['-strict', '-2']));
    const { codec, sampleRate, channels } = demuxer.format;
    expect(`${codec} ${sampleRate} ${channels}`).toBe(format);
    expect(Math.abs((demuxer.lengthMs ?? 0) - 5000)).toBeLessThan(20);
    const packets = await drain(demuxer);
    expect(dataOf(packets)).toEqual(soundPackets(original, headers));
    expect(packets[0]?.positionMs).toBe(0);
    expect((await firstAfter(demuxer, 2500)).positionMs).toBeGreaterThan(2500 - 106);
  });

  test('MP3', async () => {
    const demuxer = await open(encode('mp4', ['-c:a', 'libmp3lame']));
    expect(demuxer.format).toMatchObject({ codec: 'mp3', sampleRate: 44_100, channels: 2 });
    expect(demuxer.format.extradata.length).toBe(0);
    expect(Math.abs((demuxer.lengthMs ?? 0) - 5000)).toBeLessThan(1);
    expect((await drain(demuxer)).length).toBe(193);
  });

  test('what we cannot play is named', async () => {
    await expect(open(encode('m4a', ['-c:a', 'alac']))).rejects.toThrow(
      'MP4 file uses an unsupported format: alac.',
    );
    const silent = encode('mp4', ['-c:v', 'mpeg4'], ['-f', 'lavfi', '-i', 'testsrc=size=64x64:duration=1']);
    await expect(open(silent)).rejects.toThrow('No supported audio format in the MP4 file.');
  });

  test('the sound of a film', async () => {
    const input = [
      ...['-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=25:duration=5'],
      ...['-f', 'lavfi', '-i', 'sine=duration=5'],
    ];
    for (const args of [[], FAST, ['-g', '25', ...FRAGMENTS], ['-g', '25', ...DASH]]) {
      const bytes = encode('mp4', ['-c:v', 'mpeg4', '-c:a', 'aac', ...args], input);
      const demuxer = await open(bytes);
      expect(demuxer.format).toMatchObject({ codec: 'aac', channels: 1 });
      expect(Math.abs((demuxer.lengthMs ?? 0) - 5000)).toBeLessThan(50);
      const packets = await drain(demuxer);
      expect(dataOf(packets)).toEqual(adtsPackets(encode('aac', ['-c:a', 'aac', '-map', '1'], input)));
      const packet = await firstAfter(demuxer, 3000);
      expect(packet.positionMs).toBeGreaterThan(3000 - 2 * FRAME_MS);
      expect(packet.positionMs).toBeLessThanOrEqual(3000 - FRAME_MS + 0.01);
    }
  });
});

describe('what is read', () => {
  test('open and seeks do not read the sound', async () => {
    const input = ['-f', 'lavfi', '-i', 'anoisesrc=d=50:a=0.3:seed=7'];
    const sound = encode('aac', ['-c:a', 'aac', '-b:a', '256k', '-ac', '2'], input);
    for (const args of [[], FAST, GLOBAL, DASH]) {
      const source = memorySource(remux('aac', sound, 'mp4', ['-bsf:a', 'aac_adtstoasc', ...args]));
      expect(source.size).toBeGreaterThan(1_200_000);
      const demuxer = await mp4.open(source);
      expect(Math.abs((demuxer.lengthMs ?? 0) - 50_000)).toBeLessThan(30);
      expect(source.bytesRead).toBeLessThanOrEqual(5 * 65_536);
      for (const target of [45_000, 3000, 30_000]) {
        const before = source.bytesRead;
        expect((await firstAfter(demuxer, target)).positionMs).toBeGreaterThan(target - 50);
        expect(source.bytesRead - before).toBeLessThanOrEqual(4 * 65_536);
      }
    }
  });

  test('a source that only goes forward can pass over, but not go back', async () => {
    for (const args of [FAST, FRAGMENTS]) {
      const demuxer = await open(encode('mp4', [...AAC, ...args]), RADIO);
      await demuxer.seek(0);
      expect((await firstAfter(demuxer, 3000)).positionMs).toBeGreaterThan(2950);
      await expect(demuxer.seek(1000)).rejects.toThrow(ContainerError);
    }
  });

  test('an index behind much sound is out of reach for such a source', async () => {
    const bytes = encode('m4a', AAC);
    const at = Buffer.from(bytes).indexOf('mdat') - 4;
    const size = Buffer.alloc(4);
    size.writeUInt32BE(9 * 1024 * 1024);
    const long = concat(bytes.subarray(0, at), size, bytes.subarray(at + 4));
    await expect(open(long, RADIO)).rejects.toThrow('this source cannot jump there');
    await expect(open(long)).rejects.toThrow('The MP4 file is cut off: its index is missing.');
  });
});

describe('damage', () => {
  test('a file that is cut off plays what is whole', async () => {
    const bytes = encode('mp4', [...AAC, ...FAST]);
    const whole = await play(bytes);
    const part = await play(bytes.subarray(0, bytes.length >> 1));
    expect(part.length).toBeGreaterThan(50);
    expect(part).toEqual(whole.slice(0, part.length));
    const fragments = encode('mp4', [...AAC, ...FRAGMENTS]);
    expect((await play(fragments.subarray(0, fragments.length >> 1), RADIO)).length).toBeGreaterThan(50);
  });

  test('messages say what is wrong', async () => {
    const bytes = encode('mp4', [...AAC, ...FAST]);
    await expect(open(bytes.subarray(0, 500))).rejects.toThrow('The MP4 file is cut off.');
    await expect(open(bytes.subarray(0, 24))).rejects.toThrow(
      'The MP4 file is cut off: its index is missing.',
    );
    await expect(open(new Uint8Array(0))).rejects.toThrow(ContainerError);
    const lying = Uint8Array.from(bytes);
    lying.fill(0xff, Buffer.from(bytes).indexOf('stsz') + 12, Buffer.from(bytes).indexOf('stsz') + 16);
    await expect(open(lying)).rejects.toThrow('The MP4 file is damaged.');
  });

  test('never a hang, never another error', async () => {
    const low = ['-c:a', 'aac', '-b:a', '48k'];
    const files = [FAST, [], FRAGMENTS, GLOBAL, HYBRID].map((args) =>
      encode('mp4', [...low, ...args, ...TAGS]),
    );
    // Mostly tables, so that damage hits them.
    const heads = files.map((file) => file.subarray(0, 3000));
    await fuzz(lenient(mp4), [...files, ...heads], 500);
  });
});
