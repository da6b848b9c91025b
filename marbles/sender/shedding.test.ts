import { map } from 'rxjs';
import { describe, it } from 'vitest';
import { shedding } from '../../streams/sender/shedding.ts';
import { marbles } from '../support.ts';

describe('shedding', () => {
  /*
   *  ticks$   aaaaaaaaaaaaaaa…bbbbb    all of a tick's 20 ms; then half of it was late, half work
   *  load     rises past 75 % after 35 ticks: half a second is not yet a load
   *  out      ---------------+---+     looked at every fifth tick
   */
  it('asks for less when the smoothed load passes 75 %, late ticks included', () => {
    marbles((m) => {
      const ticks = { a: { lateMs: 0, tookMs: 20 }, b: { lateMs: 10, tookMs: 10 } };
      const change$ = shedding(
        m.hot('a'.repeat(34) + 'b'.repeat(8), ticks),
        () => ({ open: 30, shed: 0 }),
        m,
      );
      m.expectObservable(change$.pipe(map(({ change, load }) => `${change} ${load.toFixed(2)}`))).toBe(
        `${'-'.repeat(34)}x----y`,
        { x: '3 0.76', y: '3 0.80' },
      );
    });
  });

  /*
   *  ticks$   aaaaaaaaaa…    60 % of each tick
   *  out      ----------…    nothing, and nobody is counted for it
   */
  it('counts nobody while nothing may change', () => {
    marbles((m) => {
      const counts = (): never => {
        throw new Error('counted');
      };
      const change$ = shedding(m.hot('a'.repeat(90), { a: { lateMs: 0, tookMs: 12 } }), counts, m);
      m.expectObservable(change$).toBe('-');
    });
  });
});
