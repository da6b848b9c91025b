import { map } from 'rxjs';
import { describe, it } from 'vitest';
import { updates } from '../../streams/player/updates.ts';
import { marbles } from '../support.ts';
import { trackOf } from '../fakes.ts';

const play = (id: number) => ({ play: { id, track: trackOf('a'), startMs: 0 } });
const values = { a: play(1), b: play(2), n: { play: null } };

describe('updates', () => {
  /*
   *  record$     a-----------b----n------       interval 4; the same play again changes nothing
   *  updates$    ----u---u-------u-------
   */
  it('speaks every interval from TrackStart to TrackEnd', () => {
    marbles((m) => {
      const record$ = m.hot('a-a---------b----n------', values);
      m.expectObservable(updates(record$, 4, m).pipe(map(() => 'u'))).toBe('----u---u-------u');
    });
  });

  it('is silent for an interval of 0', () => {
    marbles((m) => m.expectObservable(updates(m.hot('a-----|', values), 0, m)).toBe('------|'));
  });
});
