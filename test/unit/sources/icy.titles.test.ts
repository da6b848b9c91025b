import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { icyInterval, IcySplitter, streamTitle } from '../../../src/sources/http/icy.titles.ts';

/** A block as radios send it: its length in units of 16 bytes, its text, zeros. */
const block = (text: string, encoding: BufferEncoding = 'utf8'): Buffer => {
  const bytes = Buffer.from(text, encoding);
  const units = Math.ceil(bytes.length / 16);
  return Buffer.concat([Buffer.of(units), bytes, Buffer.alloc(units * 16 - bytes.length)]);
};

const split = (interval: number, chunks: readonly Uint8Array[]) => {
  const titles: (string | null)[] = [];
  const splitter = new IcySplitter(interval, ({ title }) => titles.push(title));
  const sound = Buffer.concat(chunks.map((chunk) => splitter.sound(chunk)));
  return { sound, titles };
};

describe('taking the texts out of the sound', () => {
  it('leaves every byte of sound and no other, however it is cut', () => {
    const radio = fc.record({
      interval: fc.integer({ min: 1, max: 50 }),
      sound: fc.uint8Array({ maxLength: 400 }),
      texts: fc.array(fc.option(fc.string({ unit: 'grapheme', maxLength: 40 })), { minLength: 1 }),
      cuts: fc.array(fc.nat(60)),
    });
    fc.assert(
      fc.property(radio, ({ interval, sound, texts, cuts }) => {
        const parts: Buffer[] = [];
        for (let at = 0, index = 0; at < sound.length; at += interval, index += 1) {
          const piece = Buffer.from(sound.subarray(at, at + interval));
          const text = texts[index % texts.length] ?? null;
          parts.push(piece);
          if (piece.length === interval)
            parts.push(text === null ? Buffer.of(0) : block(`StreamTitle='${text}';`));
        }
        let rest = Buffer.concat(parts);
        const chunks = cuts.map((cut) => {
          const chunk = rest.subarray(0, cut);
          rest = rest.subarray(cut);
          return chunk;
        });
        expect(split(interval, [...chunks, rest]).sound).toEqual(Buffer.from(sound));
      }),
      { seed: 42 },
    );
  });

  it('tells of each title once', () => {
    const texts = ["StreamTitle='A - B';", '', "StreamTitle='A - B';", "StreamTitle='';", "StreamTitle='C';"];
    const bytes = texts.flatMap((text) => [Buffer.from('ssss'), block(text)]);
    expect(split(4, [Buffer.concat(bytes)])).toEqual({
      sound: Buffer.from('ssss'.repeat(5)),
      titles: ['A - B', null, 'C'],
    });
  });

  it.each([
    ['UTF-8', block("StreamTitle='Björk – Jóga';"), 'Björk – Jóga'],
    ['Latin-1', block("StreamTitle='Björk';", 'latin1'), 'Björk'],
  ])('in %s', (_, bytes, title) => {
    expect(split(1, [Buffer.of(7), bytes]).titles).toEqual([title]);
  });
});

it.each([
  ["StreamTitle='It's a 'song'; yes';StreamUrl='http://x';", "It's a 'song'; yes"],
  ["streamtitle='a'; StreamUrl=''", 'a'],
  ["StreamTitle='a'", 'a'],
  ["StreamUrl='x';StreamTitle=' b ';", 'b'],
  ["StreamUrl='x';", null],
  ["StreamTitle='';", null],
  ['rubbish', null],
])('%s', (raw, title) => {
  expect(streamTitle(raw)).toEqual({ title, raw });
});

it.each([
  ['8192', 8192],
  [' 16000 ', 16_000],
  ['0', undefined],
  ['-1', undefined],
  ['x', undefined],
  [undefined, undefined],
])('icy-metaint %s', (value, interval) => {
  expect(icyInterval(value === undefined ? {} : { 'icy-metaint': value })).toBe(interval);
});
