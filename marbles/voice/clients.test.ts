import { map } from 'rxjs';
import { describe, it } from 'vitest';
import { clients } from '../../streams/voice/clients.ts';
import type { ServerMessage } from '../../streams/voice/messages.ts';
import { marbles } from '../support.ts';

describe('clients', () => {
  /*
   *  messages$   --a---b-c-x-c      connect [1, 2], [3], disconnect 2 (twice)
   *  out         A-B---C-D---D      {}, {1,2}, {1,2,3}, {1,3}
   */
  it('knows who is in the call', () => {
    marbles((m) => {
      const messages$ = m.hot<ServerMessage>('--a---b-c-x-c', {
        a: { type: 'clientsConnect', userIds: ['1', '2'] },
        b: { type: 'clientsConnect', userIds: ['3'] },
        c: { type: 'clientDisconnect', userId: '2' },
        x: { type: 'resumed' },
      });
      m.expectObservable(clients(messages$).pipe(map((users) => [...users].join()))).toBe('A-B---C-D---D', {
        A: '',
        B: '1,2',
        C: '1,2,3',
        D: '1,3',
      });
    });
  });
});
