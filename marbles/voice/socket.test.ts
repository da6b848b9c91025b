import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { gatewaySocket, type SocketEvent } from '../../streams/voice/socket.ts';
import { marbles, type Marbles } from '../support.ts';
import { fakeGateway, M, voiceCtx } from './fakes.ts';

const letter = (event: SocketEvent): string => {
  if (event.type === 'message') {
    return Object.entries(M).find(([, message]) => message === event.message)?.[0] ?? '?';
  }
  if (event.type === 'failed') return `failed: ${event.failure}`;
  if (event.type === 'ended') return `${event.ending.code} ${event.ending.reason}`;
  return event.type.slice(0, 1);
};

const run = (m: Marbles, picture: string) => {
  const gateway = fakeGateway(m, [picture], { x: 4014 });
  const parts = {
    gateway,
    endpoint: 'a',
    greet: () => ({ op: 0, data: {} }),
    seqAck: () => 5,
    sawSeq: () => undefined,
  };
  return { gateway, out$: gatewaySocket(parts, voiceCtx(m)).pipe(map(letter)) };
};

describe('one gateway socket', () => {
  /*
   *  gateway   -o-h--r---u-x
   *  sent      ---i--b------        Identify; a heartbeat at Ready
   *  out       -o-h--r---u-(E|)
   */
  it('opens, is greeted, says its messages and its end', () => {
    marbles((m) => {
      const { gateway, out$ } = run(m, '-o-h--r---u-x');
      m.expectObservable(out$).toBe('   -o-h--r---u-(E|)', {
        o: 'o',
        h: 'h',
        r: 'r',
        u: 'u',
        E: '4014 reason 4014',
      });
      m.expectObservable(gateway.out.letters$, '--------------!').toBe('---i--b');
      m.flush();
      expect(gateway.life).toEqual(['0+a', '12-a']);
    });
  });

  it('says why it never opened', () => {
    marbles((m) => m.expectObservable(run(m, '-f').out$).toBe('-(F|)', { F: 'failed: refused' }));
  });

  /*
   *  gateway   -----------
   *  out       ----------(F|)      a black hole: 10 ms
   */
  it('does not wait for ever to open', () => {
    marbles((m) => {
      const { gateway, out$ } = run(m, '-----------');
      m.expectObservable(out$).toBe('----------(F|)', {
        F: 'failed: The voice gateway did not answer within 0.01 s.',
      });
      m.flush();
      expect(gateway.life).toEqual(['0+a', '10-a']);
    });
  });

  /*
   *  gateway   -o-------------
   *  out       -o---------(E|)      dropped, not closed: the session may still be resumed
   */
  it('drops a socket on which nothing is said', () => {
    marbles((m) => {
      const { gateway, out$ } = run(m, '-o---------------');
      m.expectObservable(out$).toBe('-o---------(E|)', {
        o: 'o',
        E: '1006 The voice gateway did not say Hello.',
      });
      m.flush();
      expect(gateway.life).toEqual(['0+a', '11drop', '11-a']);
    });
  });

  it('drops a socket that stopped answering heartbeats', () => {
    marbles((m) => {
      const { gateway, out$ } = run(m, '-oh-R');
      m.expectObservable(out$).toBe('-oh-R 999ms (E|)', {
        o: 'o',
        h: 'h',
        R: 'R',
        E: '1006 The voice gateway stopped answering heartbeats.',
      });
      m.flush();
      expect(gateway.life).toEqual(['0+a', '1004drop', '1004-a']);
    });
  });
});
