import { describe, expect, it } from 'vitest';
import { survive } from '../streams/survive.ts';
import { marbles } from './support.ts';

describe('survive', () => {
  /*
   *  stage$    -a#
   *  output$   -a-a-a|      begun again twice, then parked
   *  told      --x-x-x
   */
  it('begins a broken stage again, so many times, and tells of it', () => {
    marbles((m) => {
      const told: unknown[] = [];
      const stage$ = m.cold('-a#');
      m.expectObservable(stage$.pipe(survive((error) => told.push(error), 2))).toBe('-a-a-a|');
      m.expectSubscriptions(stage$.subscriptions).toBe(['^-!', '--^-!', '----^-!']);
      m.flush();
      expect(told).toEqual(['error', 'error', 'error']);
    });
  });
});
