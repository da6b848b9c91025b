import { map, of, switchMap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { AudioFormat, Media } from '../../streams/ports.ts';
import { FrameMaker } from '../../streams/track/frame.maker.ts';
import { segment } from '../../streams/track/segment.ts';
import { Tools } from '../../streams/track/tools.ts';
import { fakeFilters } from '../fakes.filters.ts';
import { fakeCodecs, fakeMedia, OPUS, trackOf } from '../fakes.ts';
import { marbles, type Marbles } from '../support.ts';

const MONO: AudioFormat = { ...OPUS, channels: 1 };

/** Runs one stretch of a word; what it holds after the first fill. */
const stretch = (m: Marbles, word: string, format: AudioFormat, fromMs = 0, volume = 100) => {
  const alive = { media: 0, decoders: 0, encoders: 0, filters: 0 };
  const shaping = { volume, filters: {} };
  const maker = new FrameMaker({
    format,
    fromMs,
    shaping: () => shaping,
    filters: fakeFilters(alive),
    packetsAheadMs: 200,
    pcmAheadMs: 40,
  });
  const tools = new Tools(fakeCodecs(alive), format);
  let media: Media | undefined;
  fakeMedia(m, alive, format)
    .open(trackOf(word))
    .subscribe((opened) => (media = opened));
  if (media === undefined) throw new Error('not opened');
  const broken$ = segment({ media, maker, tools, moves: fromMs > 0 }).pipe(map(() => 'x'));
  return { maker, tools, alive, broken$, shaping };
};

describe('segment', () => {
  it('holds compressed packets up to the mark, and decodes nothing that may pass', () => {
    marbles((m) => {
      const { maker, broken$, alive } = stretch(m, 'abcdefghijklmnopqrstuvwxyz', OPUS);
      m.expectObservable(broken$).toBe('-');
      m.flush();
      expect(maker.packets.bufferedMs).toBe(200);
      expect(maker.pcm.samples).toBe(0);
      expect(alive.decoders).toBe(0);
    });
  });

  it('decodes only so far ahead', () => {
    marbles((m) => {
      const { maker, broken$ } = stretch(m, 'abcdefghijklmnopqrstuvwxyz', MONO);
      m.expectObservable(broken$).toBe('-');
      m.flush();
      expect(maker.pcm.bufferedMs).toBe(100);
      expect(maker.packets.bufferedMs).toBe(100);
    });
  });

  /*
   *  frames taken    4 of 26, …       each take lowers a level, which wakes the reading
   */
  it('goes on reading and decoding as frames are taken, to the last one', () => {
    marbles((m) => {
      const { maker, broken$ } = stretch(m, 'abcdefghijklmnopqrstuvwxyz', MONO);
      const running = broken$.subscribe();
      let frames = 0;
      for (let i = 0; i < 200 && !maker.ended; i += 1) {
        maker.make();
        if (maker.take() !== undefined) frames += 1;
      }
      running.unsubscribe();
      expect(frames).toBe(26);
    });
  });

  it('tells what broke as a value, and keeps what is buffered', () => {
    marbles((m) => {
      const { maker, broken$ } = stretch(m, 'abc!', OPUS);
      m.expectObservable(broken$).toBe('x');
      m.flush();
      expect(maker.packets.length).toBe(3);
      expect(maker.packets.ended).toBe(true);
    });
  });

  it('moves the container first when it begins elsewhere', () => {
    marbles((m) => {
      const { maker, broken$ } = stretch(m, 'abcdef', OPUS, 60);
      m.expectObservable(broken$).toBe('-');
      m.flush();
      expect(maker.packets.peek()?.positionMs).toBe(60);
    });
  });

  /*
   *  volume       100 100 50  50  50  50
   *  decoder      -   -   -   -   m   m      being made, made: a block of five frames is its
   *  frames       a   b   c   d   E   F      as they are, then decoded and encoded anew: none is left out
   */
  it('goes on passing while the decoder is being made', () => {
    marbles((m) => {
      const { maker, tools, broken$, shaping } = stretch(m, 'abcdefghijklmnopqrstuvwxyz', OPUS);
      const made$ = tools.decoder();
      Object.assign(tools, { decoder: () => m.cold('----(d|)').pipe(switchMap(() => made$)) });
      const running = broken$.subscribe();
      const frame = (): number | undefined => (maker.make(), maker.take()?.positionMs);
      const frames: (number | undefined)[] = [frame(), frame()];
      shaping.volume = 50;
      frames.push(frame(), frame());
      m.flush();
      frames.push(frame(), frame());
      running.unsubscribe();
      expect(maker.pcm.samples).toBeGreaterThan(0);
      expect(frames).toEqual([0, 20, 40, 60, 80, 100]);
    });
  });

  it('gives decoded sound up when the decoder breaks', () => {
    marbles((m) => {
      const { maker, tools, broken$ } = stretch(m, 'abcdef', MONO);
      Object.assign(tools, {
        decoder: () =>
          of({
            decode: () => m.cold('#'),
            flush: () => m.cold('|'),
            reset: () => undefined,
            free: () => undefined,
          }),
      });
      m.expectObservable(broken$).toBe('(x|)');
      m.flush();
      expect(maker.ended).toBe(true);
    });
  });
});
