import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrackBlob } from '../../../src/protocol/index.ts';
import { decodeTrackBlob, encodeTrackBlob, readUtfTail, utfTail } from '../../../src/protocol/index.ts';
import { EXAMPLES, V3_OF_A } from './blob.examples.ts';

const SEED = { seed: 42, numRuns: 500 };

const decoded = (base64: string): TrackBlob => {
  const result = decodeTrackBlob(base64);
  if (E.isLeft(result)) throw new Error(result.left.message);
  return result.right;
};

const bytesOf = (base64: string): Buffer => Buffer.from(base64, 'base64');

describe('the worked examples', () => {
  it.each(EXAMPLES)('$name decodes', ({ base64, track }) => {
    expect(decoded(base64)).toEqual(track);
  });

  it.each(EXAMPLES.filter(({ version }) => version === 3))(
    '$name encodes to the same bytes',
    ({ base64, track }) => {
      expect(encodeTrackBlob(track)).toBe(base64);
    },
  );

  it.each(EXAMPLES)('$name comes back as version 3 with the same content', ({ base64, track }) => {
    const again = encodeTrackBlob(decoded(base64));
    expect(bytesOf(again)[4]).toBe(3);
    expect(decoded(again)).toEqual(track);
  });

  it('A with artwork re-encodes as the reference does it', () => {
    const [a] = EXAMPLES;
    const artworkUrl = 'https://i.ytimg.com/vi/dQw4w9WgXcQ/maxresdefault.jpg';
    expect(encodeTrackBlob({ ...decoded(a.base64), artworkUrl })).toBe(V3_OF_A);
  });

  it('another position changes the last eight bytes only', () => {
    const [, b] = EXAMPLES;
    const moved = encodeTrackBlob({ ...b.track, positionMs: 42_000n });
    expect(bytesOf(moved).subarray(0, -8)).toEqual(bytesOf(b.base64).subarray(0, -8));
    expect(decoded(moved).positionMs).toBe(42_000n);
  });
});

describe('kindness', () => {
  const [, b] = EXAMPLES;

  it.each([
    ['missing padding', b.base64.replace(/=+$/, '')],
    ['spaces for plus signs', b.base64.replaceAll('+', ' ')],
    ['base64url', b.base64.replaceAll('+', '-').replaceAll('/', '_')],
    ['bytes after the body', Buffer.concat([bytesOf(b.base64), Buffer.from('more')]).toString('base64')],
  ])('%s', (_name, text) => {
    expect(decoded(text)).toEqual(b.track);
  });

  it('reads versions above 3 like 3', () => {
    const bytes = bytesOf(b.base64);
    bytes[4] = 9;
    expect(decoded(bytes.toString('base64'))).toEqual(b.track);
  });
});

describe('problems', () => {
  const [a] = EXAMPLES;
  const truncated = { type: 'truncated', message: 'No message available' };
  const base64 = (message: string) => ({ type: 'base64', message });
  const illegal = (hex: string) => base64(`Illegal base64 character ${hex}`);
  const BAD_UNIT = base64('Input byte array has wrong 4-byte ending unit');

  it.each([
    ['', truncated],
    ['QAAA', truncated],
    [a.base64.slice(0, 64), truncated],
    ['QAAAAQM=', truncated],
    ['QA!A', illegal('21')],
    ['QA\nAA', illegal('a')],
    ['QAé=', illegal('-17')],
    ['QA😀=', illegal('3f')],
    ['QAAAA', base64('Last unit does not have enough valid bits')],
    ['A', base64('Input byte[] should at least have 2 bytes for base64 bytes')],
    ['QAAAAA=', BAD_UNIT],
    ['QAAAAA=x', BAD_UNIT],
    ['QAAA=', BAD_UNIT],
    ['QAAAAAA==', base64('Input byte array has incorrect ending byte at 8')],
    ['QAAAAA===', base64('Input byte array has incorrect ending byte at 8')],
  ])('%j', (text, problem) => {
    expect(decodeTrackBlob(text)).toEqual(E.left(problem));
  });

  it('a length of 0 is the end marker', () => {
    const problem = E.swap(decodeTrackBlob('QAAAAA=='));
    expect(E.toUnion(problem)).toHaveProperty('type', 'empty');
    expect(E.toUnion(problem)).toHaveProperty(
      'message',
      'Cannot read field "decodedTrack" because the return value of ' +
        '"com.sedmelluq.discord.lavaplayer.player.AudioPlayerManager.decodeTrack' +
        '(com.sedmelluq.discord.lavaplayer.tools.io.MessageInput)" is null',
    );
  });

  it('every truncation of the body is noticed', () => {
    const bytes = bytesOf(a.base64);
    for (let size = 0; size < bytes.length; size += 1) {
      expect(decodeTrackBlob(bytes.subarray(0, size).toString('base64'))).toEqual(E.left(truncated));
    }
  });

  it.each([
    [[0x80], 'malformed input around byte 0'],
    [[0x41, 0xf0, 0x41], 'malformed input around byte 1'],
    [[0xc3, 0x41], 'malformed input around byte 2'],
    [[0x41, 0xe3, 0x81, 0x41], 'malformed input around byte 3'],
    [[0x41, 0xe3, 0x41, 0x81], 'malformed input around byte 3'],
    [[0xc3], 'malformed input: partial character at end'],
    [[0xe3, 0x81], 'malformed input: partial character at end'],
  ])('the title bytes %j are no text', (title, message) => {
    const body = [3, 0, title.length, ...title];
    const text = Buffer.from([0x40, 0, 0, body.length, ...body]).toString('base64');
    expect(decodeTrackBlob(text)).toEqual(E.left({ type: 'utf', message }));
  });
});

describe('modified UTF-8', () => {
  const title = (text: string) => decoded(encodeTrackBlob({ ...EXAMPLES[0].track, title: text })).title;

  it('writes U+0000 as C0 80', () => {
    const bytes = bytesOf(encodeTrackBlob({ ...EXAMPLES[0].track, title: '\0' }));
    expect([...bytes.subarray(5, 9)]).toEqual([0, 2, 0xc0, 0x80]);
  });

  it('keeps lone surrogates', () => {
    expect(title('\ud83d')).toBe('\ud83d');
  });

  it('cuts a text that is too long for the format, between characters', () => {
    expect(title('x'.repeat(65_535))).toHaveLength(65_535);
    expect(title('x'.repeat(65_536))).toBe('x'.repeat(65_535));
    expect(title('君'.repeat(30_000))).toBe('君'.repeat(21_845));
  });
});

describe('tails of http and local tracks', () => {
  it('hold one name', () => {
    expect([...utfTail('mp3')]).toEqual([0, 3, 0x6d, 0x70, 0x33]);
    expect(readUtfTail(utfTail('m3u|hls-outer'))).toBe('m3u|hls-outer');
  });

  it('hold none where there is none', () => {
    expect(readUtfTail(new Uint8Array())).toBeNull();
    expect(readUtfTail(Uint8Array.of(0, 9, 0x6d))).toBeNull();
  });
});

describe('any blob', () => {
  const i64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  const text = fc.string({ unit: 'binary', maxLength: 80 });
  const optional = fc.option(text);
  const blob: fc.Arbitrary<TrackBlob> = fc.record({
    title: text,
    author: text,
    lengthMs: i64,
    identifier: text,
    isStream: fc.boolean(),
    uri: optional,
    artworkUrl: optional,
    isrc: optional,
    sourceName: text,
    tail: fc.uint8Array({ maxLength: 40 }),
    positionMs: i64,
  });

  it('survives encoding and decoding', () => {
    fc.assert(
      fc.property(blob, (track) => {
        expect(decoded(encodeTrackBlob(track))).toEqual(track);
      }),
      SEED,
    );
  });

  it('never makes the decoder throw, however damaged', () => {
    const damaged = fc
      .tuple(blob, fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }))
      .map(([track, changes]) => {
        const bytes = bytesOf(encodeTrackBlob(track));
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        return bytes.toString('base64');
      });
    const base64 = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('base64'));
    fc.assert(
      fc.property(fc.oneof(damaged, base64, fc.base64String(), fc.string({ unit: 'binary' })), (input) => {
        const result = decodeTrackBlob(input);
        if (E.isRight(result)) expect(decoded(encodeTrackBlob(result.right))).toEqual(result.right);
      }),
      { seed: 42, numRuns: 3000 },
    );
  });
});
