import { NEVER, of, throwError, timer, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { VoiceCtx } from '../../streams/voice/ports.ts';
import type { VoiceRequest } from '../../streams/voice/signal.ts';
import { marbles, type Marbles } from '../support.ts';
import { creds, fakeGateway, fakeParts, letterOf, voiceCtx, type Codes } from './fakes.ts';
import { O, requests, words } from './fakes.words.ts';

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
