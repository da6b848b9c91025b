import { filter, map, NEVER, of, throwError, timer, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { voiceConnection, type VoiceInputs } from '../../streams/voice/connection.ts';
import type { VoiceCtx } from '../../streams/voice/ports.ts';
import type { VoiceRequest, VoiceSignal } from '../../streams/voice/signal.ts';
import { marbles, type Marbles } from '../support.ts';
import { creds, fakeGateway, fakeParts, letterOf, otherCreds, voiceCtx, type Codes } from './fakes.ts';

const requests: Record<string, VoiceRequest> = {
  a: { requestId: '1', credentials: creds },
  A: { requestId: '2', credentials: { ...creds } },
  b: { requestId: '3', credentials: otherCreds },
  x: { requestId: '4', credentials: { ...creds, channelId: 'abc' } },
};

const word = (signal: VoiceSignal): string => {
  switch (signal.type) {
    case 'result':
      return signal.failure === null
        ? `result ${signal.requestId}`
        : `result ${signal.requestId}: ${signal.failure}`;
    case 'open':
      return `open ${signal.credentials.endpoint[0]}`;
    case 'closed':
      return `closed ${signal.code}`;
    default:
      return signal.type;
  }
};

/** All that is said, but for reports. */
const words = (
  request$: Observable<VoiceRequest>,
  ctx: VoiceCtx,
  inputs: VoiceInputs = {},
): Observable<string> =>
  voiceConnection(request$, ctx, inputs).pipe(
    filter(({ type }) => type !== 'report'),
    map(word),
  );

const run = (
  m: Marbles,
  request$: Observable<VoiceRequest>,
  sockets: readonly string[],
  codes: Codes = {},
) => {
  const gateway = fakeGateway(m, sockets, codes);
  const ctx = voiceCtx(m, fakeParts(m, gateway));
  return { gateway, ctx, out$: words(request$, ctx) };
};

const O = { o: 'open a', 1: 'result 1', 2: 'result 2', 3: 'result 3', s: 'ready', B: 'open b' };

describe('voiceConnection', () => {
  /*
   *  requests$   a-------------
   *  gateway     -o-h-r---d----      open, Hello, Ready, Session Description
   *  out         -(o1)----s----      open, then the answer; a sink
   */
  it('connects: open, answer, sink', () => {
    marbles((m) => {
      const { gateway, out$ } = run(m, m.hot('a', requests), ['-o-h-r---d----']);
      m.expectObservable(out$, '             ---------------!').toBe('-(o1)----s', O);
      m.flush();
      // Identify, no media please, the heartbeat at Ready, Select Protocol.
      expect(gateway.out.all.map(letterOf).join('')).toBe('iwbs');
      // Leaving closes the socket at once.
      expect(gateway.life).toEqual(['0+a', '15-a']);
    });
  });

  /*
   *  requests$   a-------A----      the same credentials again
   *  out         -(o1)---2----      the answer, nothing else
   */
  it('answers equal credentials at once while it is open', () => {
    marbles((m) => {
      const { gateway, out$ } = run(m, m.hot('a-------A', requests), ['-o']);
      m.expectObservable(out$, '----------!').toBe('-(o1)---2', O);
      m.flush();
      expect(gateway.life).toEqual(['0+a', '10-a']);
    });
  });

  /*
   *  requests$   a--A
   *  gateway     -----o
   *  out         -----(o12)      both wait for the same socket
   */
  it('lets equal credentials wait for the connection that is being made', () => {
    marbles((m) => {
      const { out$ } = run(m, m.hot('a--A', requests), ['-----o']);
      m.expectObservable(out$, '-----------!').toBe('-----(o12)', O);
    });
  });

  /*
   *  requests$   a-------b------      other credentials
   *  1st         -o-h----x            left, no `closed`
   *  2nd                 -o
   *  out         -(o1)----(B3)
   */
  it('moves: the old connection is left without a word', () => {
    marbles((m) => {
      const { gateway, out$ } = run(m, m.hot('a-------b', requests), ['-o-h', '-o']);
      m.expectObservable(out$, '------------!').toBe('-(o1)----(B3)', O);
      m.flush();
      expect(gateway.life).toEqual(['0+a', '8-a', '8+b', '12-b']);
    });
  });

  /*
   *  requests$   a--b
   *  out         ---x-(B3)      the first one is answered, too
   */
  it('answers a request that a newer one overtakes', () => {
    marbles((m) => {
      const { out$ } = run(m, m.hot('a--b', requests), ['-----o', '--o']);
      m.expectObservable(out$, '-----------!').toBe('---x-(B3)', {
        ...O,
        x: 'result 1: Newer voice credentials came.',
      });
    });
  });

  /*
   *  requests$   a----A---
   *  1st         -o-x            4006
   *  2nd              -o
   *  out         -(o1)-- …       closed; the same credentials connect anew
   */
  it('connects anew with equal credentials after it was closed', () => {
    marbles((m) => {
      const { gateway, out$ } = run(m, m.hot('a-------A', requests), ['-o---x', '-o'], { x: 4006 });
      m.expectObservable(out$, '------------!').toBe('-(o1)c---(o2)', {
        ...O,
        c: 'closed 4006',
      });
      m.flush();
      expect(gateway.life).toEqual(['0+a', '5-a', '8+a', '12-a']);
    });
  });

  it('says why it could not connect, and tries again when asked', () => {
    marbles((m) => {
      const { out$ } = run(m, m.hot('a----A', requests), ['-f', '-o']);
      m.expectObservable(out$, '----------!').toBe('-x----(o2)', { ...O, x: 'result 1: refused' });
    });
  });

  it('refuses a channel that is no id', () => {
    marbles((m) => {
      const { gateway, out$ } = run(m, m.hot('x', requests), []);
      m.expectObservable(out$, '--!').toBe('x', { x: 'result 4: channelId is not a Discord id.' });
      m.flush();
      expect(gateway.life).toEqual([]);
    });
  });

  /*
   *  gateway     -o-h-r-d----x           cut off, resumed
   *                          -o-h-R
   *  out         -(o1)--s-----------     not a word; the sink goes on
   */
  it('keeps the sink through a resume', () => {
    marbles((m) => {
      const { out$ } = run(m, m.hot('a', requests), ['-o-h-r-d----x', '-o-h-R--'], { x: 1006 });
      m.expectObservable(out$, '---------------------!').toBe('-(o1)--s', O);
    });
  });

  it('closes when there can be no sound', () => {
    marbles((m) => {
      const gateway = fakeGateway(m, ['-o-h-r----']);
      const silent = fakeParts(m, gateway, { udp: { open: () => NEVER } });
      const deaf = { ...silent, cipher: { choose: () => null, cipher: () => null } };
      const noMode = { ...fakeParts(m, gateway), cipher: deaf.cipher };
      const out$ = words(m.hot('a', requests), voiceCtx(m, noMode));
      m.expectObservable(out$, '---------------!').toBe('-(o1)c', { ...O, c: 'closed 4016' });
      m.flush();
      expect(gateway.life).toEqual(['0+a', '5-a']);
    });
  });

  const broken = (m: Marbles, load: VoiceCtx['ports']['load']) => {
    const ctx = voiceCtx(m, fakeParts(m, fakeGateway(m, [])));
    return words(m.hot('a', requests), { ...ctx, ports: { ...ctx.ports, load } });
  };

  it('answers when the libraries cannot be loaded, or never are', () => {
    marbles((m) => {
      const out$ = broken(m, () => throwError(() => new Error('no library')));
      m.expectObservable(out$, '---!').toBe('x', { x: 'result 1: no library' });
    });
    marbles((m) => {
      const out$ = broken(m, () => NEVER);
      m.expectObservable(out$, '-----------------------------------!').toBe(
        '------------------------------x',
        {
          x: 'result 1: The voice gateway did not answer within 0.03 s.',
        },
      );
    });
  });

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

  it('leaves no timer behind', () => {
    marbles((m) => {
      const { out$ } = run(m, of({ requestId: '1', credentials: creds }), ['-o-h-r-d--']);
      const held = out$.subscribe();
      timer(20, m.scheduler).subscribe(() => held.unsubscribe());
      m.flush();
      expect(m.scheduler.actions).toHaveLength(0);
    });
  });
});
