import { describe, it } from 'vitest';
import { cleanup } from '../../streams/track/cleanup.ts';
import { marbles } from '../support.ts';

const polled = { t: true, f: false };
const values = { c: 'unpolled' as const };

describe('cleanup', () => {
  /*
   *  polled$    f---t-------f----------     after 5 without a connection
   *  cleanup$   -----------------(c|)
   */
  it('gives a track up that nobody asks for', () => {
    marbles((m) => {
      m.expectObservable(cleanup(m.hot('f---t-------f----------', polled), m, 5)).toBe(
        '-----------------(c|)',
        values,
      );
    });
  });

  it('waits a whole minute', () => {
    marbles((m) => m.expectObservable(cleanup(m.hot('f', polled), m)).toBe('60s (c|)', values));
  });
});
