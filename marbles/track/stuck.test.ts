import { describe, it } from 'vitest';
import { stuck } from '../../streams/track/stuck.ts';
import { marbles } from '../support.ts';

const asked = { t: true, f: false };
const values = { s: 'stuck' as const };

describe('stuck', () => {
  /*
   *  starving$   t--f--t-------f-t-----     threshold 5
   *  stuck$      -----------(s|)            once per track
   */
  it('speaks once, when nothing came for the threshold', () => {
    marbles((m) => {
      const starving$ = m.hot('t--f--t-------f-t-----', asked);
      m.expectObservable(stuck(starving$, 5, m)).toBe('-----------(s|)', values);
    });
  });

  it('is silent while sound comes in time', () => {
    marbles((m) => {
      m.expectObservable(stuck(m.hot('t---f-t---f---|', asked), 5, m)).toBe('--------------|', values);
    });
  });
});
