import { describe, expect, test } from 'vitest';
import { mp3 } from '../../../src/containers/mp3/index.ts';
import { memorySource } from '../../support/memory.source.ts';
import { concat, drain, encode, openBytes } from './demux.support.ts';
import { encodedText, id3Tag } from './id3.support.ts';

const lame = (...args: readonly string[]): readonly string[] => ['-c:a', 'libmp3lame', ...args];
const NO_TAG = ['-write_xing', '0', '-id3v2_version', '0'];

describe('tags', () => {
  const sound = encode('mp3', lame('-b:a', '128k', ...NO_TAG)).subarray(0, 20_000);

  test.each(['3', '4'])('ID3v2.%s by ffmpeg', async (version) => {
    const meta = [
      '-metadata',
      'title=Höhe 世界',
      '-metadata',
      'artist=Ωmega',
      '-metadata',
      'TSRC=DEA012345678',
    ];
    const bytes = encode('mp3', [...lame('-b:a', '128k'), '-id3v2_version', version, ...meta]);
    const { tags } = await openBytes(mp3, bytes, { maxSlice: 11 });
    expect(tags).toEqual({ title: 'Höhe 世界', author: 'Ωmega', isrc: 'DEA012345678' });
  });

  test.each([0, 1, 2, 3])('encoding %i in all versions', async (encoding) => {
    const text = encodedText('Grüße', encoding);
    for (const [version, name] of [
      [2, 'TT2'],
      [3, 'TIT2'],
      [4, 'TIT2'],
    ] as const) {
      const { tags } = await openBytes(mp3, concat(id3Tag(version, [[name, text]]), sound));
      expect(tags).toEqual({ title: 'Grüße' });
    }
  });

  test('several values, several tags, the first wins', async () => {
    const first = id3Tag(4, [['TPE1', encodedText('A\0B', 3)]]);
    const second = id3Tag(3, [
      ['TPE1', encodedText('C', 0)],
      ['TIT2', encodedText('T', 1)],
    ]);
    expect((await openBytes(mp3, concat(first, second, sound))).tags).toEqual({ author: 'A, B', title: 'T' });
  });

  test('four megabytes of artwork are not read where one can jump', async () => {
    const picture = new Uint8Array(4_000_000).fill(0xff);
    const tag = id3Tag(4, [
      ['TIT2', encodedText('before', 3)],
      ['APIC', picture],
      ['TPE1', encodedText('behind', 3)],
    ]);
    const bytes = concat(tag, sound);
    const source = memorySource(bytes);
    const demuxer = await mp3.open(source);
    expect(demuxer.tags).toEqual({ title: 'before', author: 'behind' });
    expect(source.bytesRead).toBeLessThan(250_000);
    const forward = await openBytes(mp3, bytes, { seekable: false, sizeKnown: false, maxSlice: 5000 });
    expect((await drain(forward)).length).toBe((await drain(demuxer)).length);
  });

  test('unsynchronised tags of version 2.3 are undone', async () => {
    const { tags } = await openBytes(
      mp3,
      concat(id3Tag(3, [['TIT2', encodedText('ÿÿ', 1)]], { unsynchronised: true }), sound),
    );
    expect(tags).toEqual({ title: 'ÿÿ' });
  });

  test('the old tag at the end fills what is missing, and is no sound', async () => {
    const v1 = new Uint8Array(128);
    v1.set(Buffer.from('TAGOld title'));
    v1.set(Buffer.from('Old artist'), 33);
    const whole = sound.subarray(0, 417 + Math.floor(19_000 / 417.96) * 418);
    const bytes = concat(whole, v1);
    expect((await openBytes(mp3, bytes)).tags).toEqual({ title: 'Old title', author: 'Old artist' });
    expect((await openBytes(mp3, bytes, { seekable: false })).tags).toEqual({});
    const plain = await drain(await openBytes(mp3, whole));
    expect((await drain(await openBytes(mp3, bytes))).length).toBe(plain.length);
    const tagged = concat(id3Tag(4, [['TIT2', encodedText('New', 3)]]), bytes);
    expect((await openBytes(mp3, tagged)).tags.title).toBe('New');
  });
});
