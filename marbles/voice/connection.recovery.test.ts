import { describe, expect, it } from 'vitest';
import { marbles } from '../support.ts';
import { fakeGateway, fakeParts, voiceCtx } from './fakes.ts';
import { O, requests, words } from './fakes.words.ts';

describe('a voice connection that is left alone, or has to wait', () => {
  /*
   *  requests$   a
   *  wanted$     t-------------f---------------------t      nothing to play for 10 ms: parked
   *  1st         -o-h-r---d--------------x                  closed by us
   *  2nd                                             -o-h-r---d
   *  out         -(o1)----s--------------p--------------------s
   */
  it('parks what is idle, and comes back when it is wanted', () => {
    marbles((m) => {
      const gateway = fakeGateway(m, ['-o-h-r---d', '-o-h-r---d']);
      const ctx = voiceCtx(m, fakeParts(m, gateway), { idleTimeoutMs: 10 });
      const wanted$ = m.hot('t-------------f---------------------t', { t: true, f: false });
      const out$ = words(m.hot('a', requests), ctx, { wanted$ });
      m.expectObservable(out$, '-------------------------------------------------!').toBe(
        '-(o1)----s--------------p--------------------s',
        { ...O, p: 'parked' },
      );
      m.flush();
      expect(gateway.life).toEqual(['0+a', '24-a', '36+a', '49-a']);
    });
  });

  it('parks nothing that plays again in time, and nothing at all with 0', () => {
    for (const idleTimeoutMs of [10, 0]) {
      marbles((m) => {
        const ctx = voiceCtx(m, fakeParts(m, fakeGateway(m, ['-o-h-r-d'])), { idleTimeoutMs });
        const wanted$ = m.hot(idleTimeoutMs === 0 ? 'f' : 't-------f------t', { t: true, f: false });
        m.expectObservable(
          words(m.hot('a', requests), ctx, { wanted$ }),
          '--------------------------------!',
        ).toBe('-(o1)--s', O);
      });
    }
  });

  /*
   *  2nd … 5th   f  5ms f  10ms f …      what was parked does not come back: only now the client is told
   */
  it('tells when a parked connection does not come back', () => {
    marbles((m) => {
      const gateway = fakeGateway(m, ['-o-h-r-d', '-f', '-f', '-f', '-f']);
      const ctx = voiceCtx(m, fakeParts(m, gateway), { idleTimeoutMs: 10 });
      const wanted$ = m.hot('f------------------------------t', { t: true, f: false });
      m.expectObservable(words(m.hot('a', requests), ctx, { wanted$ }), '100ms !').toBe(
        '-(o1)--s---------p------------- 39ms c',
        { ...O, p: 'parked', c: 'closed 1006' },
      );
    });
  });

  /*
   *  requests$   a-A-A-A-------------------A--R-A        resets at R
   *  sockets     f f   f                                 after two failures none for 50 ms
   */
  it('leaves a server alone that failed again and again, until it is reset', () => {
    marbles((m) => {
      const gateway = fakeGateway(m, ['(f|)', '(f|)', '-o']);
      const ctx = voiceCtx(m, fakeParts(m, gateway), { breaker: { failures: 2, openMs: 50 } });
      const out$ = words(m.hot('a-A-A-------A', requests), ctx, { resets$: m.hot('----------R') });
      const failed = 'failed 2 times in a row; not tried for another 1 s.';
      m.expectObservable(out$, '---------------!').toBe('x-y-z--------(w2)', {
        x: 'result 1: refused',
        y: 'result 2: refused',
        z: `result 2: Voice connections of this guild ${failed}`,
        w: 'open a',
        2: 'result 2',
      });
      m.flush();
      expect(gateway.life.filter((what) => what.includes('+'))).toEqual(['0+a', '2+a', '12+a']);
    });
  });

  /*
   *  requests$   a--------------x-A        open after a failure, half-open after 10 ms; x can never work
   *  out         f--------------f-r        it was the one try
   */
  it('ends the one try of a half-open breaker also with credentials that can never work', () => {
    marbles((m) => {
      const gateway = fakeGateway(m, ['(f|)', '(f|)']);
      const ctx = voiceCtx(m, fakeParts(m, gateway), { breaker: { failures: 1, openMs: 10 } });
      m.expectObservable(words(m.hot('a--------------x-A----------A', requests), ctx), '35ms !').toBe(
        'f--------------x-r----------s',
        {
          f: 'result 1: refused',
          x: 'result 4: channelId is not a Discord id.',
          r: 'result 2: Voice connections of this guild failed 2 times in a row; not tried for another 1 s.',
          s: 'result 2: refused',
        },
      );
    });
  });

  it('does not make one server pay for another', () => {
    marbles((m) => {
      const gateway = fakeGateway(m, ['(f|)', '-o']);
      const ctx = voiceCtx(m, fakeParts(m, gateway), { breaker: { failures: 1, openMs: 50 } });
      m.expectObservable(words(m.hot('a-b', requests), ctx), '------!').toBe('x--(B3)', {
        ...O,
        x: 'result 1: refused',
      });
    });
  });

  it('refuses beyond the limit, and takes a place that was left', () => {
    marbles((m) => {
      const ctx = voiceCtx(m, fakeParts(m, fakeGateway(m, ['-o', '-o'])), { maxConnections: 1 });
      const first$ = words(m.hot('a', requests), ctx);
      const second$ = words(m.hot('--a----A', requests), {
        ...ctx,
        identity: { guildId: '101', userId: '200' },
      });
      m.expectObservable(first$, '-----!').toBe('-(o1)', O);
      m.expectObservable(second$, '-----------!').toBe('--x-----(o2)', {
        ...O,
        x: 'result 1: This node has all 1 voice connections it may have.',
      });
    });
  });

  /*
   *  requests$   a                        the second guild waits 40 ms for its turn
   *  out         ---- 20ms 1 ---- o       answered after 20 ms, open later
   */
  it('answers a request that waits long for its turn, and tells by an event if it comes to nothing', () => {
    for (const [picture, end] of [
      ['-o', { o: 'open a' }],
      ['-f', { o: 'closed 1006' }],
    ] as const) {
      marbles((m) => {
        const gateway = fakeGateway(m, ['-o', picture]);
        const ctx = voiceCtx(m, fakeParts(m, gateway), { joins: { perSecond: 25, burst: 1 } });
        const other = { ...ctx, identity: { guildId: '101', userId: '200' } };
        m.expectObservable(words(m.hot('a', requests), ctx), '50ms !').toBe('-(o1)', O);
        m.expectObservable(words(m.hot('a', requests), other), '50ms !').toBe('20ms a 20ms o', {
          a: 'result 1',
          ...end,
        });
      });
    }
  });
});
