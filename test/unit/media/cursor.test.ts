import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Packet } from '../../../streams/ports.ts';
import { Cursor } from '../../../src/media/cursor.ts';
import type { Demuxer } from '../../../src/containers/types.ts';
import { FORMAT } from './fakes.ts';

const packetAt = (positionMs: number): Packet => ({ data: new Uint8Array(1), positionMs, durationMs: 20 });

interface Given {
  readonly isSeekable?: boolean;
  readonly lengthMs?: number | undefined;
  readonly format?: Demuxer['format'];
  readonly perBlock?: number;
}

/** 100 packets of 20 ms; writes down what is done with it. */
const track = (doings: string[], given: Given = {}): Demuxer => {
  const { isSeekable = false, format = FORMAT, perBlock = 4 } = given;
  let at = 0;
  return {
    format,
    lengthMs: 'lengthMs' in given ? given.lengthMs : 2000,
    isSeekable,
    tags: {},
    read: async () => {
      doings.push('read');
      const block = Array.from({ length: Math.min(perBlock, 100 - at) }, (_, index) =>
        packetAt((at + index) * 20),
      );
      at += block.length;
      return block.length === 0 ? null : block;
    },
    seek: async (positionMs) => {
      doings.push(`seek ${positionMs}`);
      at = Math.floor(positionMs / 20);
    },
  };
};

const cursorOver = (given: Given = {}, again: Given = given) => {
  const doings: string[] = [];
  const reopen = async (): Promise<Demuxer> => {
    doings.push('reopen');
    return track(doings, again);
  };
  return { cursor: new Cursor(track(doings, given), reopen), doings };
};

const always = () => true;

const firstMs = async (cursor: Cursor): Promise<number | undefined> => (await cursor.next())?.[0]?.positionMs;

describe('a track whose bytes come in their order only', () => {
  it('can be sought in if it has an end', () => {
    expect(cursorOver().cursor.isSeekable).toBe(true);
    expect(cursorOver({ lengthMs: undefined }).cursor.isSeekable).toBe(false);
    expect(cursorOver({ lengthMs: Infinity }).cursor.isSeekable).toBe(false);
    expect(cursorOver({ isSeekable: true, lengthMs: undefined }).cursor.isSeekable).toBe(true);
  });

  it('is read through to a later place', async () => {
    const { cursor, doings } = cursorOver();
    await cursor.moveTo(250, always);
    expect(doings).toEqual(['read', 'read', 'read', 'read']);
    expect(await firstMs(cursor)).toBe(240);
    expect(await firstMs(cursor)).toBe(320);
  });

  it('is opened anew for an earlier place', async () => {
    const { cursor, doings } = cursorOver();
    await cursor.moveTo(1000, always);
    doings.length = 0;
    await cursor.moveTo(85, always);
    expect(doings).toEqual(['reopen', 'read', 'read']);
    expect(await firstMs(cursor)).toBe(80);
  });

  it('is not opened anew for a place in what was put back', async () => {
    const { cursor, doings } = cursorOver();
    cursor.putBack((await cursor.next()) ?? []);
    await cursor.moveTo(40, always);
    expect(doings).toEqual(['read']);
    expect(await firstMs(cursor)).toBe(40);
  });

  it('ends where a place beyond the end is asked for', async () => {
    const { cursor } = cursorOver();
    await cursor.moveTo(5000, always);
    expect(await cursor.next()).toBeNull();
    await cursor.moveTo(1990, always);
    expect(await firstMs(cursor)).toBe(1980);
  });

  it('is not read on when nobody waits any more, and loses nothing', async () => {
    const { cursor, doings } = cursorOver();
    let steps = 0;
    await cursor.moveTo(1500, () => (steps += 1) <= 2);
    expect(doings).toEqual(['read', 'read']);
    await cursor.moveTo(170, always);
    expect(doings).toEqual(['read', 'read', 'read']);
    expect(await firstMs(cursor)).toBe(160);
  });

  it('must still be the same when it is opened anew', async () => {
    const { cursor } = cursorOver({}, { format: { ...FORMAT, sampleRate: 44_100 } });
    await cursor.next();
    await expect(cursor.moveTo(0, always)).rejects.toThrow('another');
  });

  it('always lands on the last packet at or before the place', async () => {
    const moves = fc.array(fc.integer({ min: 0, max: 1999 }), { minLength: 1, maxLength: 12 });
    const check = fc.asyncProperty(moves, fc.integer({ min: 1, max: 9 }), async (places, perBlock) => {
      const { cursor } = cursorOver({ perBlock });
      for (const place of places) {
        await cursor.moveTo(place, always);
        expect(await firstMs(cursor)).toBe(Math.floor(place / 20) * 20);
      }
    });
    await fc.assert(check, { seed: 42, numRuns: 100 });
  });
});

describe('a track that can jump', () => {
  it('jumps, and forgets what was put back', async () => {
    const { cursor, doings } = cursorOver({ isSeekable: true });
    cursor.putBack((await cursor.next()) ?? []);
    await cursor.moveTo(500, always);
    expect(doings).toEqual(['read', 'seek 500']);
    expect(await firstMs(cursor)).toBe(500);
  });
});
