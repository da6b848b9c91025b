import { map } from 'rxjs';
import { describe, it } from 'vitest';
import type { VoiceHealth } from '../../streams/events.ts';
import { adaptive } from '../../streams/voice/adaptive.ts';
import { marbles, type Marbles } from '../support.ts';

const GOOD: VoiceHealth = {
  score: 100,
  isLow: false,
  pingMs: 20,
  jitterMs: 1,
  missedShare: 0,
  bufferMs: 5000,
  lateMs: 0.3,
  reconnects: 0,
};
const HEALTH: Record<string, VoiceHealth | null> = {
  g: GOOD,
  j: { ...GOOD, jitterMs: 80 },
  l: { ...GOOD, lateMs: 9 },
  m: { ...GOOD, missedShare: 0.02 },
  /** The source is slow: no encoder can help. */
  s: { ...GOOD, missedShare: 0.02, bufferMs: 0 },
  r: { ...GOOD, reconnects: 1 },
  n: null,
};

/** Changes as `reason complexity/kbit/s`; `∞` is as configured. */
const run = (m: Marbles, picture: string) =>
  adaptive(m.hot(picture, HEALTH), m).pipe(
    map(({ reason, limit }) => {
      if (limit === null) return `${reason} all`;
      const kbps = limit.bitrate === Infinity ? '∞' : limit.bitrate / 1000;
      return `${reason} ${limit.complexity}/${kbps}`;
    }),
  );

describe('adaptive', () => {
  /*
   *  health$   g j ……… j         two bad reports of the network, 5 s apart
   *  out         a ……… b         a step down each; the bitrate, for the network is to blame
   */
  it('takes bitrate away when the network is bad, one step a window, down to 80 kbit/s', () => {
    marbles((m) => {
      const bad = 'j 4999ms '.repeat(6);
      m.expectObservable(run(m, `g${bad}`)).toBe('-a 4999ms b 4999ms c', {
        a: 'network 10/112',
        b: 'network 10/96',
        c: 'network 10/80',
      });
      // Pings in between are no new window.
      m.expectObservable(run(m, 'jjjj')).toBe('a', { a: 'network 10/112' });
    });
  });

  /*
   *  health$   l ……… m ……… s     late; missed though fetched; missed because the source is slow
   *  out       a ……… b ……… -
   */
  it('takes complexity away when this machine is to blame, and nothing when the source is', () => {
    marbles((m) => {
      m.expectObservable(run(m, 'l 4999ms m 4999ms s')).toBe('a 4999ms b', {
        a: 'load 7/∞',
        b: 'load 5/∞',
      });
    });
  });

  /*
   *  health$   l ……… j ……… g ……… g ………     good for long
   *  out       a ……… b      c (30 s) d (60 s) one step each half minute, until all is back
   */
  it('gives back one step each half minute of good health', () => {
    marbles((m) => {
      const good = 'g 4999ms '.repeat(14);
      m.expectObservable(run(m, `l 4999ms j 4999ms ${good}`)).toBe('a 4999ms b 29999ms c 29999ms d', {
        a: 'load 7/∞',
        b: 'network 7/112',
        c: 'recovered 7/∞',
        d: 'recovered all',
      });
    });
  });

  it('takes a reconnect for a bad network once, and gives all back when there is no connection', () => {
    marbles((m) => {
      m.expectObservable(run(m, 'r 4999ms r 4999ms n n')).toBe('a 9999ms b', {
        a: 'network 10/112',
        b: 'recovered all',
      });
    });
  });
});
