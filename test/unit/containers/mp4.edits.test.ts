import { describe, expect, test } from 'vitest';
import { mp4 } from '../../../src/containers/mp4/index.ts';
import { editedPart, iTunesPart } from '../../../src/containers/mp4/edits.ts';
import { encode, openBytes } from './demux.support.ts';

const elst = (...entries: readonly (readonly [duration: number, start: number])[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(8 + entries.length * 12));
  view.setUint32(4, entries.length);
  entries.forEach(([duration, start], index) => {
    view.setUint32(8 + index * 12, duration);
    view.setInt32(12 + index * 12, start);
  });
  return new Uint8Array(view.buffer);
};

describe('edit lists', () => {
  test.each([
    ['in the media’s own ticks: to the sample', elst([88_200, 2112]), 44_100, 2112 + 88_200],
    ['in ms: rounded, so that one ms more may be heard', elst([2000, 2112]), 1000, 2112 + 88_245],
    ['an empty edit before it', elst([500, -1], [88_200, 2112]), 44_100, 2112 + 88_200],
    ['no length', elst([0, 2112]), 44_100, Infinity],
    ['a montage is not cut', elst([10, 2112], [10, 9000]), 44_100, Infinity],
  ])('%s', (_, box, movieScale, endTicks) => {
    expect(editedPart(box, movieScale, 44_100)).toEqual({ startTicks: 2112, endTicks });
  });

  test('none', () => {
    expect(editedPart(undefined, 1000, 44_100)).toBeUndefined();
    expect(editedPart(elst([500, -1]), 1000, 44_100)).toBeUndefined();
  });
});

describe('iTunSMPB', () => {
  const zeros = ' 00000000'.repeat(8);

  test('tells delay and samples', () => {
    expect(iTunesPart(` 00000000 00000840 000001CA 00000000003F31F6${zeros}`)).toEqual({
      startTicks: 0x840,
      endTicks: 0x840 + 0x3f31f6,
    });
    expect(iTunesPart('nonsense')).toBeUndefined();
    expect(iTunesPart(` 00000000 00000840 000001CA 0000000000000000${zeros}`)).toBeUndefined();
  });

  test('wins over the edit list of its file', async () => {
    const note = ` 00000000 00000500 00000000 0000000000010000${zeros}`;
    const bytes = Buffer.from(encode('m4a', ['-c:a', 'aac', '-metadata', `comment=${note}`]));
    const plain = await openBytes(mp4, new Uint8Array(bytes));
    // ffmpeg cannot write the item, but for a comment of the same length there is room for it.
    const at = bytes.lastIndexOf('©cmt', undefined, 'latin1');
    const [size, text] = [bytes.readUInt32BE(at - 4), 16 + note.length];
    const item = Buffer.alloc(size + 28 + 20);
    item.writeUInt32BE(item.length, 0);
    item.write('----', 4);
    item.writeUInt32BE(28, 8);
    item.write('mean', 12);
    item.write('com.apple.iTunes', 20);
    item.writeUInt32BE(20, 36);
    item.write('name', 40);
    item.write('iTunSMPB', 48);
    item.writeUInt32BE(text, 56);
    item.write('data', 60);
    item.write(note, 72);
    const grown = Buffer.concat([bytes.subarray(0, at - 4), item, bytes.subarray(at - 4 + size)]);
    // All boxes around it are longer by as much; the index is behind the sound, so that no offset moves.
    for (const name of ['ilst', 'meta', 'udta', 'moov']) {
      const box = grown.lastIndexOf(name, undefined, 'latin1') - 4;
      grown.writeUInt32BE(grown.readUInt32BE(box) + item.length - size, box);
    }
    const noted = await openBytes(mp4, new Uint8Array(grown));
    expect(plain.soundEndMs).toBe(5000);
    expect(noted.soundEndMs).toBeCloseTo((0x10000 * 1000) / 44_100, 9);
    expect((await noted.read())?.[0]?.positionMs).toBeCloseTo((-0x500 * 1000) / 44_100, 9);
  });
});
