import { map, Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { RtpSink } from '../../streams/voice/sink.ts';
import { transport } from '../../streams/voice/transport.ts';
import { marbles, type Marbles } from '../support.ts';
import { discovered, fakeGateway, fakeParts, fakeUdp, M, outbox, ready, voiceCtx } from './fakes.ts';

const run = (m: Marbles, messages: string, datagrams = '--d') => {
  const out = outbox();
  const socket = fakeUdp(m.hot(datagrams, { d: discovered() }));
  const life: string[] = [];
  const keys: number[] = [];
  const udp = {
    open: () =>
      new Observable<typeof socket>((subscriber) => {
        subscriber.next(socket);
        return () => void life.push(`${m.scheduler.now()} udp closed`);
      }),
  };
  const cipher = {
    choose: () => 'fake',
    cipher: () => {
      keys.push(m.scheduler.now());
      const key = keys.length;
      return {
        seal: (packet: Uint8Array, bodyLength: number) => {
          packet[12 + bodyLength] = key;
          return 12 + bodyLength + 1;
        },
      };
    },
  };
  const parts = fakeParts(m, fakeGateway(m, []), { udp, cipher });
  const sinks: RtpSink[] = [];
  const out$ = transport(m.hot(messages, M), { ready, parts, send: out.send }, voiceCtx(m)).pipe(
    map((event) => {
      if (event.type === 'ready') sinks.push(event.sink);
      return event.type === 'ready' ? 'S' : `closed ${event.code}`;
    }),
  );
  return { out, socket, life, keys, sinks, out$ };
};

describe('the sound path', () => {
  /*
   *  datagrams$   --d---------
   *  messages$    ----d---d---      keys
   *  out          ----S-------      one sink for both
   */
  it('puts a new key into the sink there is', () => {
    marbles((m) => {
      const { keys, sinks, socket, out$ } = run(m, '----d---d---');
      m.hot('------a---b').subscribe(() => {
        for (const sink of sinks) {
          sink.seal(Uint8Array.of(1));
          sink.flush();
        }
      });
      m.expectObservable(out$, '------------!').toBe('----S-------');
      m.flush();
      expect(keys).toEqual([4, 8]);
      expect(sinks).toHaveLength(1);
      // What went out after discovery: sealed with the first key, then with the second, in one sequence.
      expect(socket.sent.slice(1).map((packet) => [packet[3], packet.at(-1)])).toEqual([
        [0, 1],
        [1, 2],
      ]);
    });
  });

  /*
   *  tick         ------a-b-------c      speaking on, on, (resumed), off
   *  messages$    ----d------R------
   *  sent         --s---1----1----0      op 5 before the first sound, once; again after the resume
   */
  it('announces speech, and again after a resume', () => {
    marbles((m) => {
      const { out, sinks, out$ } = run(m, '----d------R------');
      m.hot('------a-a-------b').subscribe((what) => {
        for (const sink of sinks) sink.speaking(what === 'a');
      });
      m.expectObservable(out$, '            ------------------!').toBe('----S');
      m.expectObservable(out.letters$, '    ------------------!').toBe('--s---1----1----0');
    });
  });

  /*
   *  out          ----S----!
   *  sealed       ------a---b      after the end nothing goes out
   */
  it('closes UDP and silences the sink when it is left', () => {
    marbles((m) => {
      const { life, sinks, socket, out$ } = run(m, '----d');
      let before = 0;
      m.hot('------a---b').subscribe(() => {
        for (const sink of sinks) {
          sink.seal(Uint8Array.of(1));
          sink.flush();
        }
        before = before === 0 ? socket.sent.length : before;
      });
      m.expectObservable(out$, '--------!').toBe('----S---');
      m.flush();
      expect(life).toEqual(['8 udp closed']);
      expect(before).toBeGreaterThan(1);
      expect(socket.sent).toHaveLength(before);
    });
  });

  it('ends with a code and words where discovery finds nothing', () => {
    marbles((m) => {
      const { life, out$ } = run(m, '-', '-');
      m.expectObservable(out$).toBe('------------(C|)', { C: 'closed 1006' });
      m.flush();
      expect(life).toEqual(['12 udp closed']);
    });
  });
});
