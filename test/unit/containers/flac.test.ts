import { describe, expect, test } from 'vitest';
import { crc16, crc8 } from '../../../src/containers/flac/crc.ts';
import { flacHeader } from '../../../src/containers/flac/frame.header.ts';
import { flac } from '../../../src/containers/flac/index.ts';
import { streamInfo } from '../../../src/containers/flac/stream.info.ts';
import { ContainerError } from '../../../src/containers/types.ts';
import { memorySource } from '../../support/memory.source.ts';
import {
  DELIVERIES,
  concat,
  drain,
  encode,
  encodeToPipe,
  firstAfter,
  fuzz,
  openBytes,
  truePositions,
} from './demux.support.ts';
import { encodedText, id3Tag } from './id3.support.ts';

const plain = encode('flac', ['-sample_fmt', 's16']);
const FRAME_MS = (4608 * 1000) / 44_100;

const block = (type: number, body: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(type, body.length >> 16, (body.length >> 8) & 255, body.length & 255), body);
/** Puts blocks behind STREAMINFO, which is 4 + 4 + 34 bytes of the file. */
const withBlocks = (file: Uint8Array, ...blocks: readonly Uint8Array[]): Uint8Array =>
  concat(file.subarray(0, 42), ...blocks, file.subarray(42));

/** Offset of the first frame. */
const audioStart = (file: Uint8Array): number => {
  let at = 4;
  for (let last = false; !last;) {
    last = (file[at] ?? 0) >= 128;
    at += 4 + (((file[at + 1] ?? 0) << 16) | ((file[at + 2] ?? 0) << 8) | (file[at + 3] ?? 0));
  }
  return at;
};

describe('packets and length', () => {
  test.each([
    ['16 bit', plain, 44_100, 48],
    ['24 bit, 96 kHz', encode('flac', ['-sample_fmt', 's32', '-ar', '96000', '-ac', '1']), 96_000, 59],
    ['8 kHz, the fastest level', encode('flac', ['-ar', '8000', '-compression_level', '0']), 8000, 209],
    ['long blocks', encode('flac', ['-frame_size', '16384', '-ar', '48000']), 48_000, 15],
  ])('%s', async (_, bytes, sampleRate, count) => {
    expect(flac.matches(bytes.subarray(0, 1024))).toBe(true);
    for (const { as, ...options } of DELIVERIES) {
      const demuxer = await openBytes(flac, bytes, options);
      expect(demuxer.format).toMatchObject({ codec: 'flac', sampleRate });
      expect(demuxer.format.extradata).toEqual(bytes.slice(8, 42));
      expect(demuxer.lengthMs).toBe(5000);
      expect(demuxer.isSeekable).toBe(options.seekable ?? true);
      const packets = await drain(demuxer);
      expect(packets.length, as).toBe(count);
      const sound = concat(...packets.map((packet) => packet.data));
      expect(Buffer.compare(sound, bytes.subarray(audioStart(bytes)))).toBe(0);
      let endMs = 0;
      for (const packet of packets) {
        expect(packet.positionMs).toBeCloseTo(endMs, 6);
        expect(crc16(packet.data)).toBe(0);
        endMs = packet.positionMs + packet.durationMs;
      }
      expect(endMs).toBeCloseTo(5000, 6);
    }
  });

  test('from a pipe: the last frame tells the length', async () => {
    const bytes = encodeToPipe('flac', ['-sample_fmt', 's16']);
    expect((await openBytes(flac, bytes)).lengthMs).toBe(5000);
    const forward = await openBytes(flac, bytes, { seekable: false });
    expect(forward.lengthMs).toBeUndefined();
    expect((await drain(forward)).length).toBe(48);
  });

  test('the checksums are those of the standard', () => {
    const digits = Buffer.from('123456789');
    expect(crc8(digits, 0, digits.length)).toBe(0xf4);
    expect(crc16(digits)).toBe(0xfee8);
  });
});

describe('seeks', () => {
  const targets = [0, 1000, 4990, 2500, 93, 3456];
  /** A longer one, so that there is something to bisect: 60 s, 5 MB. */
  const long = encode('flac', ['-sample_fmt', 's16'], ['-f', 'lavfi', '-i', 'anoisesrc=d=60:a=0.2:r=44100']);

  test('to the frame that holds the target', async () => {
    const demuxer = await openBytes(flac, plain, { maxSlice: 3000 });
    for (const target of targets) {
      const packet = await firstAfter(demuxer, target);
      expect(packet.positionMs).toBeCloseTo(Math.floor(target / FRAME_MS) * FRAME_MS, 6);
    }
  });

  test('by bisection, reading a part of the file', async () => {
    const truth = truePositions(await drain(await openBytes(flac, long)));
    for (const target of [59_990, 30_000, 1000, 45_678]) {
      const source = memorySource(long);
      const demuxer = await flac.open(source);
      const packet = await firstAfter(demuxer, target);
      expect(packet.positionMs).toBeCloseTo(truth(packet) ?? NaN, 6);
      expect(target - packet.positionMs).toBeGreaterThanOrEqual(0);
      expect(target - packet.positionMs).toBeLessThan(FRAME_MS);
      expect(source.bytesRead).toBeLessThan(1_000_000);
    }
  });

  const point = (sample: number, offset: number): Uint8Array => {
    const bytes = Buffer.alloc(18);
    bytes.writeBigUInt64BE(BigInt(sample));
    bytes.writeBigUInt64BE(BigInt(offset), 8);
    bytes.writeUInt16BE(4096, 16);
    return bytes;
  };

  test('by a seek table, with fewer jumps', async () => {
    const packets = await drain(await openBytes(flac, long));
    const points: Uint8Array[] = [];
    let offset = 0;
    packets.forEach((packet, index) => {
      if (index % 5 === 0) points.push(point(index * 4608, offset));
      offset += packet.data.length;
    });
    const bytes = withBlocks(long, block(3, concat(...points, new Uint8Array(18).fill(255))));
    const jumps = async (file: Uint8Array): Promise<number> => {
      const source = memorySource(file);
      const demuxer = await flac.open(source);
      const before = source.offsets.length;
      const packet = await firstAfter(demuxer, 45_678);
      expect(packet.positionMs).toBeCloseTo(Math.floor(45_678 / FRAME_MS) * FRAME_MS, 6);
      return source.offsets.length - before;
    };
    expect(await jumps(bytes)).toBeLessThan(await jumps(long));
  });

  test('in spite of a seek table that lies', async () => {
    const lies = [point(0, 3_000_000), point(100_000, 4_000_000), point(900_000, 4_100_000)];
    const bytes = withBlocks(long, block(3, concat(...lies)));
    const packet = await firstAfter(await openBytes(flac, bytes), 10_000);
    expect(packet.positionMs).toBeCloseTo(Math.floor(10_000 / FRAME_MS) * FRAME_MS, 6);
  });

  test('beyond the end is the last frame; a connection that cannot go back says so', async () => {
    const packet = await firstAfter(await openBytes(flac, plain), 1e9);
    expect(packet.positionMs).toBeCloseTo(47 * FRAME_MS, 6);
    const forward = await openBytes(flac, plain, { seekable: false });
    expect((await firstAfter(forward, 3000)).positionMs).toBeCloseTo(28 * FRAME_MS, 6);
    await expect(forward.seek(1000)).rejects.toThrow(ContainerError);
  });
});

describe('metadata', () => {
  test('comments by ffmpeg', async () => {
    const meta = [
      '-metadata',
      'title=Höhe 世界',
      '-metadata',
      'artist=Ωmega',
      '-metadata',
      'ISRC=DEA012345678',
    ];
    const { tags } = await openBytes(flac, encode('flac', meta), { maxSlice: 9 });
    expect(tags).toEqual({ title: 'Höhe 世界', author: 'Ωmega', isrc: 'DEA012345678' });
  });

  test('pictures are not read where one can jump', async () => {
    const source = memorySource(withBlocks(plain, block(6, new Uint8Array(4_000_000).fill(255))));
    const demuxer = await flac.open(source);
    expect(source.bytesRead).toBeLessThan(200_000);
    expect((await drain(demuxer)).length).toBe(48);
  });

  test('an ID3 tag before the file', async () => {
    const tag = id3Tag(4, [
      ['TIT2', encodedText('From ID3', 3)],
      ['TPE1', encodedText('Artist', 3)],
    ]);
    const bytes = concat(tag, plain);
    expect(flac.matches(bytes.subarray(0, 1024))).toBe(true);
    const demuxer = await openBytes(flac, bytes);
    expect(demuxer.tags).toEqual({ title: 'From ID3', author: 'Artist' });
    expect((await firstAfter(demuxer, 1000)).positionMs).toBeCloseTo(9 * FRAME_MS, 6);
  });
});

describe('damage', () => {
  test('a header with any bit turned is none', () => {
    const at = audioStart(plain);
    const info = streamInfo(plain.slice(8, 42));
    const header = flacHeader(plain, at, info);
    expect(header).toMatchObject({ sample: 0, blockSize: 4608 });
    for (let bit = 0; bit < 8 * (header?.headerBytes ?? 0); bit += 1) {
      const turned = plain.slice(at, at + 16);
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(flacHeader(turned, 0, info), `bit ${bit}`).toBeNull();
    }
  });

  test('a hole costs the frames around it, and the others keep their time', async () => {
    const truth = truePositions(await drain(await openBytes(flac, plain)));
    const bytes = concat(plain.subarray(0, 100_000), plain.subarray(130_000));
    const packets = await drain(await openBytes(flac, bytes));
    expect(packets.length).toBeGreaterThan(40);
    const sound = packets.filter((packet) => truth(packet) !== undefined);
    expect(sound.length).toBeGreaterThanOrEqual(packets.length - 1);
    for (const packet of sound) expect(packet.positionMs).toBe(truth(packet));
  });

  test('a file that is cut off ends with its last whole frame; an old tag at the end is no sound', async () => {
    expect((await drain(await openBytes(flac, plain.subarray(0, -500)))).length).toBe(47);
    const tagged = concat(plain, Buffer.from('TAG'.padEnd(128, '\0')));
    const packets = await drain(await openBytes(flac, tagged));
    expect(packets.length).toBe(48);
    expect(crc16(packets.at(-1)?.data ?? Uint8Array.of(1))).toBe(0);
  });

  test('what is no FLAC is refused, also when it never ends', async () => {
    const endless = concat(Buffer.from('fLaC'), new Uint8Array(100_000));
    for (const bytes of [
      new Uint8Array(0),
      Buffer.from('fLaC'),
      endless,
      plain.subarray(0, 60),
      plain.subarray(0, 8200),
    ]) {
      await expect(openBytes(flac, bytes)).rejects.toThrow(ContainerError);
    }
    expect(flac.matches(new Uint8Array(0))).toBe(false);
  });

  test('headers that lead nowhere do not make the search quadratic', async () => {
    const start = audioStart(plain);
    const header = plain.subarray(start, start + 16);
    const bytes = concat(plain.subarray(0, start), ...Array.from({ length: 100_000 }, () => header));
    await drain(await openBytes(flac, bytes));
  });

  test('whatever comes, it ends', async () => {
    await fuzz(flac, [plain, encode('flac', ['-ar', '8000', '-metadata', 'title=x'])]);
  });
});
