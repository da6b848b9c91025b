import { map } from 'rxjs';
import { describe, it } from 'vitest';
import { speaking } from '../../streams/voice/speaking.ts';
import { marbles } from '../support.ts';
import { letterOf } from './fakes.ts';

describe('speaking', () => {
  /*
   *  on$         -f-t-t-----f----
   *  resumed$    --------r-----r-
   *  out         ---1----1--0----      changes, and again after a resume while we speak
   */
  it('says changes only, and again after a resume', () => {
    marbles((m) => {
      const on$ = m.hot('     -f-t-t-----f----', { f: false, t: true });
      const resumed$ = m.hot('--------r-----r-');
      const out$ = speaking(on$, { resumed$, ssrc: 7 }).pipe(map(letterOf));
      m.expectObservable(out$).toBe('---1----1--0----');
    });
  });
});
