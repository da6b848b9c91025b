import { describe, expect, test } from 'vitest';
import { matroska } from '../../../src/containers/matroska/index.ts';
import { unlace } from '../../../src/containers/matroska/lacing.ts';
import { concat, drain, openBytes } from './demux.support.ts';
import { dataOf } from './remux.support.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

/** An element with a size of eight bytes, or of unknown size. */
const element = (id: string, data: Uint8Array, isUnknown = false): Uint8Array => {
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(isUnknown ? 2n ** 56n - 1n : BigInt(data.length));
  size[0] = 1;
  return concat(hex(id), size, data);
};
const master = (id: string, ...children: readonly Uint8Array[]) => element(id, concat(...children));
const text = (id: string, value: string) => element(id, Uint8Array.from(Buffer.from(value)));

/** A file with one track, `audio` and `more` in its entry. */
const file = (codec: string, more: readonly Uint8Array[], ...clusters: readonly Uint8Array[]): Uint8Array => {
  const audio = master('e1', element('b5', hex('47 2c 44 00')), element('9f', hex('02'))); // 44,100 Hz, 2 channels
  const entry = master(
    'ae',
    element('d7', hex('01')),
    element('83', hex('02')),
    text('86', codec),
    audio,
    ...more,
  );
  const info = master('1549a966', element('2ad7b1', hex('07 a1 20'))); // 500,000 ns per tick
  const segment = concat(info, master('1654ae6b', entry), ...clusters);
  return concat(master('1a45dfa3', text('4282', 'matroska')), element('18538067', segment, true));
};

/** Block of track 1 at 4 ticks. */
const block = (flags: string, data: string): Uint8Array => hex(`81 0004 ${flags} ${data}`);

describe('lacing', () => {
  const packets = [hex('aa'), hex('bb bb bb'), hex('cc cc')];
  test('Xiph: lengths as sums of bytes', () => {
    expect(unlace(1, hex('02 01 03 aa bbbbbb cccc'))).toEqual(packets);
    const long = new Uint8Array(300).fill(7);
    expect(unlace(1, concat(hex('01 ff 2d'), long, hex('ee')))).toEqual([long, hex('ee')]);
  });
  test('EBML: the first length, then differences', () => {
    expect(unlace(3, hex('02 81 c1 aa bbbbbb cccc'))).toEqual(packets);
    expect(unlace(3, hex('02 83 5ffd bbbbbb aa cccc'))).toEqual([packets[1], packets[0], packets[2]]);
  });
  test('fixed: equal shares', () => {
    expect(unlace(2, hex('01 aabb ccdd'))).toEqual([hex('aabb'), hex('ccdd')]);
  });
  test('lengths that do not fit give nothing', () => {
    expect(unlace(1, hex('02 09 09 aa'))).toEqual([]);
    expect(unlace(3, hex('02 81 80 aa'))).toEqual([]);
    expect(unlace(3, hex('02'))).toEqual([]);
    expect(unlace(1, hex(''))).toEqual([]);
  });
});

describe('blocks', () => {
  const cluster = (...children: readonly Uint8Array[]) =>
    master('1f43b675', element('e7', hex('10')), ...children);

  test('groups, blocks of other tracks, laces, and the time scale', async () => {
    const other = element('a3', hex('82 0004 00 ffff'));
    const group = master('a0', element('a1', block('00', 'aa')), element('9b', hex('05')));
    const laced = element('a3', block('04', '01 bb cc'));
    const demuxer = await openBytes(matroska, file('A_MPEG/L3', [], cluster(other, group), cluster(laced)));
    const packets = await drain(demuxer);
    expect(dataOf(packets)).toEqual([hex('aa'), hex('bb'), hex('cc')]);
    // 16 and 4 ticks of half a millisecond, but nothing says how long it is: its first sound is at 0.
    const frameMs = (1152 * 1000) / 44_100;
    expect(packets.map(({ positionMs }) => positionMs)).toEqual([0, 0, frameMs]);
  });

  test('bytes that every packet begins with may be written once', async () => {
    const stripped = master(
      '6d80',
      master('6240', master('5034', element('4254', hex('03')), element('4255', hex('ff fb')))),
    );
    const bytes = file('A_MPEG/L3', [stripped], cluster(element('a3', block('00', 'aa'))));
    expect(dataOf(await drain(await openBytes(matroska, bytes)))).toEqual([hex('ff fb aa')]);
  });

  test('really compressed packets are not supported', async () => {
    const zlib = master('6d80', master('6240', master('5034', element('4254', hex('00')))));
    await expect(openBytes(matroska, file('A_MPEG/L3', [zlib], cluster()))).rejects.toThrow(
      'No supported audio',
    );
  });

  test('old AAC without set-up gets one', async () => {
    const bytes = file('A_AAC/MPEG4/LC', [], cluster(element('a3', block('00', 'aa'))));
    expect((await openBytes(matroska, bytes)).format.extradata).toEqual(hex('12 10'));
  });

  test('tags of the track go before tags of the album', async () => {
    const tag = (level: string, ...names: readonly (readonly [string, string])[]) =>
      master(
        '7373',
        master('63c0', element('68ca', hex(level))),
        ...names.map(([name, value]) => master('67c8', text('45a3', name), text('4487', value))),
      );
    const album = tag('32', ['TITLE', 'Album'], ['ARTIST', 'Band']);
    const tags = master('1254c367', album, tag('1e', ['title', 'Song'], ['ISRC', 'X']));
    const bytes = file('A_MPEG/L3', [], tags, cluster(element('a3', block('00', 'aa'))));
    expect((await openBytes(matroska, bytes)).tags).toEqual({ title: 'Song', author: 'Band', isrc: 'X' });
  });

  test('a cue whose cluster has its sound only behind the target: back to the one before', async () => {
    // Three times half a second; the cue of the last one is 5 ms early, as one of a picture in it might be.
    const sound = (value: number) =>
      element('a3', concat(hex('81 0000 00'), new Uint8Array(88_200).fill(value)));
    const clusters = ['00 00', '03 e8', '07 d0'].map((time, index) =>
      master('1f43b675', element('e7', hex(time)), sound(index + 1)),
    );
    const build = (offsets: readonly number[]) => {
      const cue = (time: string, index: number) => {
        const position = Buffer.alloc(4);
        position.writeUInt32BE(offsets[index] ?? 0);
        return master('bb', element('b3', hex(time)), master('b7', element('f1', Uint8Array.from(position))));
      };
      return file('A_PCM/INT/LIT', [], master('1c53bb6b', ...['0000', '03e8', '07c6'].map(cue)), ...clusters);
    };
    const draft = Buffer.from(build([]));
    const segmentAt = draft.indexOf('18538067', 0, 'hex') + 12;
    const demuxer = await openBytes(
      matroska,
      build(clusters.map((cluster) => draft.indexOf(cluster) - segmentAt)),
    );
    for (const [target, value] of [
      [995, 2],
      [1001, 3],
      [0, 1],
    ] as const) {
      await demuxer.seek(target);
      expect((await demuxer.read())?.[0]?.data[0]).toBe(value);
    }
  });
});
