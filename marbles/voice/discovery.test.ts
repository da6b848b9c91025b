import { left, right } from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { discovery } from '../../streams/voice/discovery.ts';
import { marbles } from '../support.ts';
import { discovered, fakeUdp, voiceCtx } from './fakes.ts';

describe('discovery', () => {
  /*
   *  sent         a---a------
   *  datagrams$   --x---d----      noise, the answer
   *  out          ------(A|)
   */
  it('asks until the answer comes', () => {
    marbles((m) => {
      const socket = fakeUdp(m.hot('--x---d----', { x: Uint8Array.of(1, 2, 3), d: discovered() }));
      const A = right({ address: '1.2.3.4', port: 5 });
      m.expectObservable(discovery(socket, 0x01020304, voiceCtx(m))).toBe('------(A|)', { A });
      m.flush();
      expect(socket.sent).toHaveLength(2);
      expect([...(socket.sent[0] ?? [])].slice(0, 9)).toEqual([0, 1, 0, 70, 1, 2, 3, 4, 0]);
      expect(socket.sent[0]).toHaveLength(74);
    });
  });

  /*
   *  sent         a---a---a----
   *  out          ------------(F|)      three tries of 4 ms
   */
  it('gives up after the last try', () => {
    marbles((m) => {
      const socket = fakeUdp(m.hot('-------------'));
      const F = left('The voice server did not answer over UDP (3 tries).');
      m.expectObservable(discovery(socket, 1, voiceCtx(m))).toBe('------------(F|)', { F });
      m.flush();
      expect(socket.sent).toHaveLength(3);
    });
  });
});
