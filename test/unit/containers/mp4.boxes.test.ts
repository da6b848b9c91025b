import { describe, expect, test } from 'vitest';
import { BoxWalker } from '../../../src/containers/mp4/box.ts';
import { mp4 } from '../../../src/containers/mp4/index.ts';
import { SampleTable } from '../../../src/containers/mp4/sample.table.ts';
import { readMeta } from '../../../src/containers/mp4/tags.ts';
import { ByteReader } from '../../../src/containers/reader.ts';
import type { Tags } from '../../../src/containers/types.ts';
import { ContainerError } from '../../../src/containers/types.ts';
import { memorySource } from '../../support/memory.source.ts';
import { adtsPackets, dataOf } from './remux.support.ts';
import { concat, drain, encode, openBytes } from './demux.support.ts';

const u32 = (...values: readonly number[]): Uint8Array => {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => bytes.writeUInt32BE(value, 4 * index));
  return Uint8Array.from(bytes);
};
const letters = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const box = (type: string, ...parts: readonly Uint8Array[]): Uint8Array => {
  const data = concat(...parts);
  return concat(u32(8 + data.length), letters(type), data);
};

describe('sample tables', () => {
  const table = (sizes: readonly [string, Uint8Array], offsets: readonly [string, Uint8Array]) =>
    new SampleTable(
      new Map([
        ['stts', u32(0, 2, 3, 100, 2, 50)], // three of 100 ticks, two of 50
        ['stsc', u32(0, 2, 1, 2, 1, 2, 1, 1)], // two in the first chunk, then one in each
        sizes,
        offsets,
      ]),
    );
  const samplesOf = (samples: SampleTable) => {
    const found = [];
    for (let sample = samples.next(); sample !== null; sample = samples.next())
      found.push(Object.values(sample));
    return found;
  };
  const offsets = u32(0, 4, 1000, 2000, 3000, 4000);
  const expected = [
    [1000, 5, 0, 100],
    [1005, 6, 100, 100],
    [2000, 7, 200, 100],
    [3000, 8, 300, 50],
    [4000, 9, 350, 50],
  ];

  test('sizes of 32, 16, 8 and 4 bits', () => {
    const compact = (bits: number, ...bytes: readonly number[]): [string, Uint8Array] => [
      'stz2',
      concat(u32(0, bits, 5), Uint8Array.from(bytes)),
    ];
    const kinds: readonly (readonly [string, Uint8Array])[] = [
      ['stsz', u32(0, 0, 5, 5, 6, 7, 8, 9)],
      compact(16, 0, 5, 0, 6, 0, 7, 0, 8, 0, 9),
      compact(8, 5, 6, 7, 8, 9),
      compact(4, 0x56, 0x78, 0x90),
    ];
    for (const sizes of kinds) expect(samplesOf(table(sizes, ['stco', offsets]))).toEqual(expected);
  });

  test('offsets of 64 bits, one size for all, and seeks', () => {
    const far = u32(0, 4, 1, 1000, 1, 2000, 1, 3000, 1, 4000);
    const samples = table(['stsz', u32(0, 5, 5)], ['co64', far]);
    expect(samples.endTicks).toBe(400);
    samples.seek(199.5);
    expect(samples.next()).toEqual({ offset: 2 ** 32 + 1005, size: 5, ticks: 100, duration: 100 });
    samples.seek(350);
    expect(samples.next()).toMatchObject({ offset: 2 ** 32 + 4000, ticks: 350 });
    samples.seek(9999);
    expect(samples.next()).toMatchObject({ ticks: 350 });
    samples.seek(-Infinity);
    expect(samples.next()).toMatchObject({ ticks: 0 });
  });

  test('tables that end too early end the track; counts that lie are damage', () => {
    const short = table(['stsz', u32(0, 0, 2, 5, 6)], ['stco', offsets]);
    expect(samplesOf(short)).toEqual(expected.slice(0, 2));
    expect(() => table(['stsz', u32(0, 0, 99, 5, 6)], ['stco', offsets])).toThrow(ContainerError);
    expect(() => table(['stsz', u32(0, 5, 5)], ['other', offsets])).toThrow(ContainerError);
  });
});

describe('tags', () => {
  const data = (text: string) => box('data', u32(1, 0), letters(text));
  const freeForm = (name: string, text: string) =>
    box(
      '----',
      box('mean', u32(0), letters('com.apple.iTunes')),
      box('name', u32(0), letters(name)),
      data(text),
    );
  const cover = box('covr', box('data', u32(13, 0), new Uint8Array(3_000_000)));
  const read = async (meta: Uint8Array) => {
    const tags: Tags = {};
    const source = memorySource(meta);
    const walker = new BoxWalker(new ByteReader(source));
    const first = await walker.next();
    if (first !== null) await readMeta(walker, first, tags);
    return { tags, bytesRead: source.bytesRead };
  };

  test('title, artist and ISRC; artwork is not read', async () => {
    const items = [
      cover,
      box('\u00a9NAM', data('Song')),
      box('\u00a9ART', data(' ')),
      freeForm('isrc', 'DEA123'),
    ];
    const ilst = box('ilst', ...items, freeForm('LABEL', 'none'));
    const full = await read(box('meta', u32(0), box('hdlr', u32(0, 0)), ilst));
    expect(full.tags).toEqual({ title: 'Song', isrc: 'DEA123' });
    expect(full.bytesRead).toBeLessThan(200_000);
    expect((await read(box('meta', box('hdlr', u32(0, 0)), ilst))).tags).toEqual(full.tags);
  });
});

describe('files', () => {
  const AAC = ['-c:a', 'aac', '-ac', '2'];
  test('QuickTime', async () => {
    const demuxer = await openBytes(mp4, encode('mov', AAC));
    expect(demuxer.format).toMatchObject({ codec: 'aac', sampleRate: 44_100, channels: 2 });
    expect(dataOf(await drain(demuxer))).toEqual(adtsPackets(encode('aac', AAC)));
  });

  test('an edit list that begins with nothing', async () => {
    const late = ['-itsoffset', '1', '-f', 'lavfi', '-i', 'sine=duration=2'];
    const [first] = await drain(await openBytes(mp4, encode('m4a', ['-c:a', 'aac'], late)));
    expect(first?.positionMs).toBe(0);
  });
});
