import { map } from 'rxjs';
import { describe, it } from 'vitest';
import { greeting } from '../../streams/voice/greeting.ts';
import { marbles, type Marbles } from '../support.ts';
import { M, outbox, voiceCtx } from './fakes.ts';

const run = (m: Marbles, picture: string) => {
  const out = outbox();
  const greet = () => ({ op: 0, data: {} });
  const silence$ = greeting(m.hot(picture, M), { greet, send: out.send }, voiceCtx(m));
  return { out, out$: silence$.pipe(map(({ cause, reason }) => `${cause}: ${reason}`)) };
};

describe('greeting', () => {
  /*
   *  messages$   --h---r--------
   *  sent        --i------------      Identify as soon as Hello came
   *  out         ------|
   */
  it('answers Hello and waits for Ready', () => {
    marbles((m) => {
      const { out, out$ } = run(m, '    --h---r--------');
      m.expectObservable(out$).toBe('   ------|');
      m.expectObservable(out.letters$, '---------------!').toBe('--i');
    });
  });

  it('is content with Resumed', () => {
    marbles((m) => m.expectObservable(run(m, '--h---R-').out$).toBe('------|'));
  });

  /*
   *  messages$   -----------------
   *  out         ----------(L|)        10 ms after opening
   */
  it('complains when there is no Hello', () => {
    marbles((m) => {
      const { out, out$ } = run(m, '----------------');
      m.expectObservable(out$).toBe('----------(L|)', {
        L: 'helloTimeout: The voice gateway did not say Hello.',
      });
      m.expectObservable(out.letters$, '--------------!').toBe('-');
    });
  });

  /*
   *  messages$   --h--------------
   *  out         ------------(L|)      10 ms after Hello
   */
  it('complains when Identify is not answered', () => {
    marbles((m) => {
      const { out$ } = run(m, '      --h-------------');
      m.expectObservable(out$).toBe('------------(L|)', {
        L: 'readyTimeout: The voice gateway did not answer the login.',
      });
    });
  });
});
