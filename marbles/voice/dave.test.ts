import { distinctUntilChanged, map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { dave } from '../../streams/voice/dave.ts';
import type { ServerMessage } from '../../streams/voice/messages.ts';
import { marbles, type Marbles } from '../support.ts';
import { fakeDave, M, outbox, voiceCtx } from './fakes.ts';

const values: Record<string, ServerMessage> = {
  ...M,
  x: { type: 'externalSender', bytes: Uint8Array.of(1) },
  p: { type: 'proposals', bytes: Uint8Array.of(1) },
  c: { type: 'commit', transitionId: 0, bytes: Uint8Array.of(1) },
  C: { type: 'commit', transitionId: 7, bytes: Uint8Array.of(1) },
  B: { type: 'commit', transitionId: 7, bytes: Uint8Array.of(0) },
  W: { type: 'welcome', transitionId: 7, bytes: Uint8Array.of(1) },
  G: { type: 'welcome', transitionId: 7, bytes: Uint8Array.of(0) },
  e: { type: 'executeTransition', transitionId: 7 },
  n: { type: 'prepareEpoch', epoch: 1, version: 1 },
  z: { type: 'prepareTransition', transitionId: 0, version: 0 },
  Z: { type: 'prepareTransition', transitionId: 0, version: 1 },
  g: { type: 'externalSender', bytes: Uint8Array.of(0) },
};

const run = (m: Marbles, picture: string, channelId: string | null = '300') => {
  const out = outbox();
  const port = fakeDave();
  const parts = { dave: port, channelId, send: out.send, userIds: () => ['8', '9'] };
  const out$ = dave(m.hot(picture, values), parts, voiceCtx(m)).pipe(
    map(({ session }) => session),
    distinctUntilChanged(),
    map((session) => (session === null ? '-' : [...(session.encrypt(Uint8Array.of(5)) ?? [])].join(''))),
  );
  return { out, port, out$ };
};

describe('dave', () => {
  /*
   *  messages$   v-x-p-c---p-C---e
   *  sent        k---c-----c-y----      key package, commit, commit, ready
   *  applied     ------1---------2      at once with id 0, else at op 22
   */
  it('joins, commits and changes keys at the execution', () => {
    marbles((m) => {
      const { out, port, out$ } = run(m, 'v-x-p-c---p-C---e');
      m.expectObservable(out.letters$, '  -----------------!').toBe('k---c-----c-y----');
      // The session encrypts from the start (epoch 0: not ready yet), and stays the same one.
      m.expectObservable(out$, '          -----------------!').toBe('S----------------', { S: '105' });
      m.flush();
      expect(port.calls).toEqual([
        'S1.external',
        'S1.proposals(8,9)',
        'S1.commit',
        'S1.proposals(8,9)',
        'S1.commit',
        'S1.free',
      ]);
    });
  });

  /*
   *  messages$   v-c-C---------------
   *  applied     --1---------2             10 ms after the announcement
   */
  it('does not wait for ever for an execution', () => {
    marbles((m) => {
      const { port, out$ } = run(m, 'v-c-C--------------');
      m.expectObservable(out$, '     -------------!');
      m.flush();
      expect(port.calls).toEqual(['S1.commit', 'S1.free']);
    });
    marbles((m) => {
      const { port, out$ } = run(m, 'v-c-C--------------');
      m.expectObservable(out$, '     ---------------!');
      m.flush();
      expect(port.calls).toEqual(['S1.commit', 'S1.commit', 'S1.free']);
    });
  });

  /*
   *  messages$   v-c-C-p-e
   *  applied     --1---2--      before the next proposals; op 22 finds it done
   */
  it('applies before the next proposals', () => {
    marbles((m) => {
      const { port, out$ } = run(m, 'v-c-C-p-e');
      m.expectObservable(out$, '     ----------!');
      m.flush();
      expect(port.calls).toEqual(['S1.commit', 'S1.commit', 'S1.proposals(8,9)', 'S1.free']);
    });
  });

  /*
   *  messages$   v-x-c-B-e-----W---e
   *  sent        k-----y-(xk)--y----      ready, invalid and a new key package, ready
   *  out         S-----------------T      the old session encrypts until the new group's op 22
   */
  it('recovers from a commit that cannot be applied', () => {
    marbles((m) => {
      const { out, port, out$ } = run(m, 'v-x-c-B-e-----W---e-');
      m.expectObservable(out.letters$, '  --------------------!').toBe('k-----y-(xk)--y');
      m.expectObservable(out$, '          --------------------!').toBe('S-----------------T', {
        S: '105',
        T: '215',
      });
      m.flush();
      expect(port.calls).toEqual([
        'S1.external',
        'S1.commit',
        'S1.commit',
        'S2.external',
        'S2.welcome',
        'S1.free',
        'S2.free',
      ]);
    });
  });

  /*
   *  messages$   v-G----W----
   *  sent        k-(xk)-y----
   *  out         S-T---------      nothing stood, so the new session takes over at once
   */
  it('recovers from a welcome that is garbage', () => {
    marbles((m) => {
      const { out, port, out$ } = run(m, 'v-G----W----');
      m.expectObservable(out.letters$, '  ------------!').toBe('k-(xk)-y');
      m.expectObservable(out$, '          ------------!').toBe('S-T---------', { S: '105', T: '205' });
      m.flush();
      expect(port.calls).toEqual(['S1.welcome', 'S1.free', 'S2.welcome', 'S2.free']);
    });
  });

  /*
   *  messages$   v-c-n-Z---z
   *  sent        k---k------      a new group for the sole member
   *  out         S-----T---N      its session from op 21 on; nobody after the downgrade
   */
  it('starts anew when alone, and sends plain after a downgrade', () => {
    marbles((m) => {
      const { out, port, out$ } = run(m, 'v-c-n-Z---z-');
      m.expectObservable(out.letters$, '  ------------!').toBe('k---k');
      m.expectObservable(out$, '          ------------!').toBe('S-----T---N', { S: '105', T: '205', N: '-' });
      m.flush();
      expect(port.calls).toEqual(['S1.commit', 'S1.free', 'S2.free']);
    });
  });

  it('survives garbage, and keeps DAVE out where there is no channel id', () => {
    marbles((m) => {
      const { out, out$ } = run(m, 'vgp');
      m.expectObservable(out.letters$, '---!').toBe('k-c');
      m.expectObservable(out$, '---!').toBe('S', { S: '105' });
    });
    marbles((m) => {
      const { out, out$ } = run(m, 'vxpcW', null);
      m.expectObservable(out.letters$, '-----!').toBe('-----');
      m.expectObservable(out$, '-----!').toBe('N', { N: '-' });
    });
  });
});
