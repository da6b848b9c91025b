import { isLeft } from 'fp-ts/lib/Either.js';
import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { handshake } from '../../streams/voice/handshake.ts';
import { marbles, type Marbles } from '../support.ts';
import { discovered, fakeCipher, fakeUdp, M, outbox, ready, voiceCtx } from './fakes.ts';

const cipher = {
  choose: (offered: readonly string[]) => (offered.includes('fake') ? 'fake' : null),
  cipher: (mode: string) => (mode === 'fake' ? fakeCipher() : null),
};

const run = (
  m: Marbles,
  messages: string,
  datagrams: string,
  modes: readonly string[] = ['other', 'fake'],
) => {
  const out = outbox();
  const socket = fakeUdp(m.hot(datagrams, { d: discovered() }));
  const parts = { ready: { ...ready, modes }, socket, cipher, send: out.send };
  const bad = {
    type: 'sessionDescription',
    mode: 'odd',
    secretKey: new Uint8Array(32),
    daveVersion: 0,
  } as const;
  const out$ = handshake(m.hot(messages, { ...M, x: bad }), parts, voiceCtx(m)).pipe(
    map((outcome) => (isLeft(outcome) ? `${outcome.left.code} ${outcome.left.reason}` : 'C')),
  );
  return { out, out$ };
};

describe('handshake', () => {
  /*
   *  datagrams$   --d----------
   *  sent         --s----------      Select Protocol
   *  messages$    -----d----d--      Session Description, a new key later
   *  out          -----C----C--
   */
  it('selects what discovery found and gets keys', () => {
    marbles((m) => {
      const { out, out$ } = run(m, '    -----d---------d--', '--d----------');
      m.expectObservable(out$, '        ------------------!').toBe('-----C---------C--');
      m.expectObservable(out.letters$, '------------------!').toBe('--s');
      m.flush();
      expect(out.all[0]).toEqual({
        op: 1,
        data: { protocol: 'udp', data: { address: '1.2.3.4', port: 5, mode: 'fake' } },
      });
    });
  });

  it('fails at once without a common mode', () => {
    marbles((m) => {
      const { out$ } = run(m, '---', '---', ['xsalsa20_poly1305']);
      const F = '4016 No known encryption among those offered: xsalsa20_poly1305.';
      m.expectObservable(out$).toBe('(F|)', { F });
    });
  });

  it('fails when discovery does', () => {
    marbles((m) => {
      const F = '1006 The voice server did not answer over UDP (3 tries).';
      m.expectObservable(run(m, '-', '-').out$).toBe('------------(F|)', { F });
    });
  });

  /*
   *  datagrams$   --d----------
   *  out          ------------(F|)      10 ms after Select Protocol
   */
  it('fails when the session is not described', () => {
    marbles((m) => {
      const F = '1006 The voice gateway did not describe the session.';
      m.expectObservable(run(m, '-', '--d').out$).toBe('------------(F|)', { F });
    });
  });

  it('fails when the server describes a mode that nobody knows', () => {
    marbles((m) => {
      m.expectObservable(run(m, '----x', '--d').out$).toBe('----(F|)', { F: '4016 Unknown encryption odd.' });
    });
  });
});
