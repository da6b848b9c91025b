/** The bytes of the headers, as their documents say. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oggCrc, oggPages } from '../../../src/render/ogg.page.ts';
import { maxFrames, wavHeader } from '../../../src/render/wav.header.ts';

describe('WAV header', () => {
  it('of floats says how many frames there are, of integers needs no more than 44 bytes', () => {
    const floats = Buffer.from(wavHeader('f32', { frames: 1000, mayBeLarge: false }));
    expect([floats.length, floats.readUInt32LE(4), floats.readUInt32LE(floats.length - 4)]).toEqual([
      58,
      50 + 8000,
      8000,
    ]);
    expect(floats.readUInt32LE(floats.indexOf('fact') + 8)).toBe(1000);
    expect(wavHeader('s16', { frames: 1000, mayBeLarge: false }).length).toBe(44);
  });

  it('with room for large sizes is as long for large sizes as for small ones, which stay RIFF', () => {
    const small = Buffer.from(wavHeader('s16', { frames: 7, mayBeLarge: true }));
    expect(small.toString('latin1', 0, 16)).toMatch(/^RIFF....WAVEJUNK/s);
    const frames = 2 ** 31;
    const large = Buffer.from(wavHeader('s16', { frames, mayBeLarge: true }));
    expect(large.length).toBe(small.length);
    // EBU Tech 3306: −1 in the 32-bit fields, the true sizes in ds64.
    expect(large.toString('latin1', 0, 4)).toBe('RF64');
    expect([large.readUInt32LE(4), large.readUInt32LE(large.length - 4)]).toEqual([
      0xff_ff_ff_ff, 0xff_ff_ff_ff,
    ]);
    expect(large.toString('latin1', 12, 16)).toBe('ds64');
    const sizes = [20, 28, 36].map((offset) => large.readBigUInt64LE(offset));
    expect(sizes).toEqual([BigInt(frames * 4 + large.length - 8), BigInt(frames * 4), BigInt(frames)]);
  });

  it('without room refuses what it cannot tell', () => {
    const frames = maxFrames('f32') + 1;
    expect(() => wavHeader('f32', { frames, mayBeLarge: false })).toThrow(RangeError);
  });
});

describe('Ogg pages', () => {
  it('have the checksum of RFC 3533', () => {
    // CRC-32 of "123456789" with this polynomial, from 0 and not inverted (catalogue of parametrised CRCs: no reflection).
    expect(oggCrc(Buffer.from('123456789'))).toBe(0x89_a1_89_7f);
  });

  it('give their packets back: several short ones, or one, however long', () => {
    const one = fc.tuple(fc.integer({ min: 0, max: 200_000 }));
    const several = fc.array(fc.integer({ min: 0, max: 1275 }), { minLength: 1, maxLength: 42 });
    fc.assert(
      fc.property(fc.oneof(one, several), (lengths) => {
        const packets = lengths.map((length, i) => new Uint8Array(length).fill(i + 1));
        const place = { serial: 5, sequence: 3, granule: 99, isFirst: false, isLast: true };
        const pages = oggPages(packets, place).map((page) => Buffer.from(page));
        const found: Buffer[] = [];
        let open = Buffer.alloc(0);
        pages.forEach((page, index) => {
          const segments = page.readUInt8(26);
          expect(page.readUInt32LE(18)).toBe(3 + index);
          expect(page.readUInt8(5)).toBe((index > 0 ? 1 : 0) | (index === pages.length - 1 ? 4 : 0));
          let at = 27 + segments;
          for (const lacing of page.subarray(27, at)) {
            open = Buffer.concat([open, page.subarray(at, at + lacing)]);
            at += lacing;
            if (lacing === 255) continue;
            found.push(open);
            open = Buffer.alloc(0);
          }
          expect(at).toBe(page.length);
          const crc = page.readUInt32LE(22);
          page.writeUInt32LE(0, 22);
          expect(oggCrc(page)).toBe(crc);
        });
        expect(found.length).toBe(packets.length);
        found.forEach((packet, i) => expect(packet.equals(packets[i] ?? new Uint8Array(0))).toBe(true));
        expect(pages.at(-1)?.readBigInt64LE(6)).toBe(99n);
      }),
      { seed: 3, numRuns: 40 },
    );
  });
});
