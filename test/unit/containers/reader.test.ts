import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteReader } from '../../../src/containers/reader.ts';
import { ContainerError } from '../../../src/containers/types.ts';
import { memorySource } from '../../support/memory.source.ts';

const ramp = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 7) & 255);

describe('reader', () => {
  test('says false at the end and keeps what there is', async () => {
    const reader = new ByteReader(memorySource(ramp(10), { maxSlice: 3 }));
    expect(await reader.need(11)).toBe(false);
    expect(reader.available).toBe(10);
    expect(reader.take(20)).toEqual(ramp(10));
    expect(await reader.need(1)).toBe(false);
    expect(reader.position).toBe(10);
  });

  test('copies outlive the source: also those of a Buffer that is used again', async () => {
    const shared = Buffer.alloc(8);
    const source = {
      size: 16,
      seekable: true,
      read: async (offset: number) => (offset < 16 ? shared.fill(offset + 1) : shared.subarray(0, 0)),
      close() {},
    };
    const reader = new ByteReader(source);
    await reader.need(8);
    const taken = reader.take(4);
    const seen = reader.peek(4);
    await reader.need(8);
    expect([...taken, ...seen]).toEqual(new Array(8).fill(1));
  });

  test('numbers in both orders', async () => {
    const reader = new ByteReader(memorySource(Uint8Array.of(9, 1, 2, 3, 4, 5, 6, 7, 8)));
    await reader.need(9);
    expect(reader.peekU8(1)).toBe(1);
    expect(reader.peekU16(1)).toBe(0x0102);
    expect(reader.peekU16(1, true)).toBe(0x0201);
    expect(reader.peekU32(1)).toBe(0x01020304);
    expect(reader.peekU32(1, true)).toBe(0x04030201);
    expect(reader.peekU64(1)).toBe(0x0102030405060708n);
    expect(() => reader.peekU32(6)).toThrow(RangeError);
  });

  test('a lie about a length is an error, not an allocation', async () => {
    const reader = new ByteReader(memorySource(ramp(10)));
    await expect(reader.need(2 ** 31)).rejects.toThrow(ContainerError);
    reader.seek(2 ** 60);
    await expect(reader.need(1)).rejects.toThrow(ContainerError);
  });

  test('does not ask a source for what lies behind its end', async () => {
    const source = memorySource(ramp(10));
    const reader = new ByteReader(source);
    reader.seek(5000);
    expect(await reader.need(1)).toBe(false);
    expect(source.offsets).toEqual([]);
  });

  test('one megabyte in crumbs is not copied once per crumb', async () => {
    const reader = new ByteReader(memorySource(ramp(1_000_000), { maxSlice: 20 }));
    expect(await reader.need(1_000_000)).toBe(true);
    expect(Buffer.compare(reader.take(1_000_000), ramp(1_000_000))).toBe(0);
  });

  test('any walk over any source shows the bytes of the file', async () => {
    const bytes = ramp(200_000);
    const step = fc.record({
      move: fc.oneof(fc.nat(300), fc.constantFrom(0, 70_000)),
      take: fc.oneof(fc.nat(200), fc.constant(66_000)),
      back: fc.boolean(),
    });
    const options = fc.record({
      seekable: fc.boolean(),
      sizeKnown: fc.boolean(),
      maxSlice: fc.constantFrom(13, 5000, 100_000),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), options, async (steps, how) => {
        const reader = new ByteReader(memorySource(bytes, how));
        for (const { move, take, back } of steps) {
          const target = reader.position + (back && how.seekable ? -Math.min(move, reader.position) : move);
          reader.seek(target);
          const complete = await reader.need(take);
          expect(complete).toBe(target + take <= bytes.length || take === 0);
          expect(Buffer.compare(reader.peek(take), bytes.subarray(target, target + take))).toBe(0);
          const taken = reader.take(take);
          expect(Buffer.compare(taken, bytes.subarray(target, target + take))).toBe(0);
          expect(reader.position).toBe(target + taken.length);
        }
      }),
      { seed: 42, numRuns: 60 },
    );
  });
});
