import {
  concat,
  defer,
  EMPTY,
  NEVER,
  of,
  ReplaySubject,
  throwError,
  timer,
  ignoreElements,
  type Observable,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { pump, type PumpOptions } from '../../src/render/pump.ts';
import type { Decoder, PacketBlock, Pcm } from '../../streams/ports.ts';
import { fakeFilters } from '../fakes.filters.ts';
import { marbles, type Marbles } from '../support.ts';

/** 20 ms of one value. */
const frame = (value: number, samples = 960): Pcm => ({
  left: new Float32Array(samples).fill(value),
  right: new Float32Array(samples).fill(-value),
});

const block = (index: number): PacketBlock => [
  { data: Uint8Array.of(index), positionMs: index * 20, durationMs: 20 },
];

/** Each letter of `word` is a block of 20 ms that takes `readMs` to read; `!` breaks. */
const mediaOf = (word: string, readMs: number, { scheduler }: Marbles) => {
  let next = 0;
  return {
    soundEndMs: undefined,
    read: (): Observable<PacketBlock> =>
      defer(() => {
        const letter = word[next];
        if (letter === undefined) return EMPTY;
        if (letter === '!') return throwError(() => 'broken');
        next += 1;
        return concat(timer(readMs, scheduler).pipe(ignoreElements()), of(block(next - 1)));
      }),
    reads: () => next,
  };
};

/** Block n sounds as n / 10; at the end a third of a frame is still inside. */
const decoder = (): Decoder => ({
  decode: ([packet]) => of(frame((packet?.data[0] ?? 0) / 10)),
  flush: () => of(frame(0.9, 320)),
  reset: () => undefined,
  free: () => undefined,
});

const setUp = (word: string, m: Marbles, more: Partial<PumpOptions> = {}, readMs = 2, writeMs = 1) => {
  const alive = { filters: 0 };
  const media = mediaOf(word, readMs, m);
  const written: number[] = [];
  const output$ = pump({
    media,
    decoder: decoder(),
    filters: fakeFilters(alive),
    write: (pcm) => {
      written.push(...pcm.left);
      return timer(writeMs, m.scheduler);
    },
    settings: {},
    volume: 100,
    startMs: 0,
    endMs: Infinity,
    stop$: NEVER,
    ...more,
  });
  return { output$, written, media, alive };
};

const at = (samples: number) => ({ samples });

/** Only how far it is. */
const far = (expected: Record<string, { samples: number }>) =>
  Object.fromEntries(
    Object.entries(expected).map(([key, value]) => [key, expect.objectContaining(value) as unknown]),
  );

describe('pump', () => {
  it('reads the next block when the one before is written, and lets the rest out at the end', () => {
    marbles((m) => {
      const { output$, written } = setUp('abc', m);
      //                                       rrw
      m.expectObservable(output$).toBe(
        '       ---a--b--c(d|)',
        far({ a: at(960), b: at(1920), c: at(2880), d: at(3200) }),
      );
      m.flush();
      expect(written.length).toBe(3200);
      expect([0, 960, 1920, 2880, 3199].map((i) => written[i])).toEqual(
        [0, 0.1, 0.2, 0.9, 0.9].map(Math.fround),
      );
    });
  });

  it('never reads ahead of a slow writer', () => {
    marbles((m) => {
      const { output$, media } = setUp('abcd', m, {}, 1, 5);
      m.expectObservable(output$, '^--------!').toBe('------a---', far({ a: at(960) }));
      m.flush();
      expect(media.reads()).toBe(2);
    });
  });

  it('cuts at start and end, to the sample, and stops reading soon behind the end', () => {
    marbles((m) => {
      const word = 'x'.repeat(100);
      const { output$, written, media } = setUp(word, m, { startMs: 10, endMs: 30.5 }, 1, 0);
      m.expectObservable(output$.pipe(ignoreElements())).toBe('53ms |');
      m.flush();
      expect(written.length).toBe(20.5 * 48);
      expect([written[0], written[479], written[480]]).toEqual([0, 0, Math.fround(0.1)]);
      // A decoder may hold sound back for a while.
      expect(media.reads()).toBe(53);
    });
  });

  it('filters and volume hold from the first sample on: no fade, no ramp', () => {
    marbles((m) => {
      const { output$, written, alive } = setUp('xa', m, {
        settings: { volume: 2 },
        volume: 50,
        startMs: 20,
      });
      m.expectObservable(output$.pipe(ignoreElements())).toBe('-------(|)');
      m.flush();
      expect(written[0]).toBeCloseTo(0.1 * 2 * 0.4169, 6);
      expect(written[959]).toBe(written[0]);
      expect(alive.filters).toBe(0);
    });
  });

  it('a time scale lets everything out at the end', () => {
    marbles((m) => {
      const settings = { timescale: { speed: 2, pitch: 1, rate: 1 } };
      const { output$, written } = setUp('abc', m, { settings });
      m.expectObservable(output$.pipe(ignoreElements())).toBe('----------(|)');
      m.flush();
      expect(written.length).toBe(1600);
    });
  });

  it('a stop ends the reading, and what is inside still comes out', () => {
    marbles((m) => {
      const stop = new ReplaySubject<unknown>(1);
      m.hot('----s').subscribe(stop);
      const { output$ } = setUp('abc', m, { stop$: stop });
      //                                rrw
      m.expectObservable(output$).toBe('---a-(b|)', far({ a: at(960), b: at(1280) }));
    });
  });

  it('what breaks comes out as it is, and the filters are freed', () => {
    marbles((m) => {
      const { output$, alive } = setUp('a!', m, { settings: { volume: 2 } });
      m.expectObservable(output$).toBe('---(a#)', far({ a: at(960) }), 'broken');
      m.flush();
      expect(alive.filters).toBe(0);
    });
  });
});
