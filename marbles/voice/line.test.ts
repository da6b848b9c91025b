import { filter, map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createGate } from '../../streams/voice/gate.ts';
import { gatewayLine, type LineEvent } from '../../streams/voice/line.ts';
import type { VoiceSettings } from '../../streams/voice/settings.ts';
import { marbles, type Marbles } from '../support.ts';
import { creds, fakeGateway, fakeParts, M, voiceCtx, type Codes } from './fakes.ts';

const letter = (event: LineEvent): string => {
  if (event.type === 'message') {
    return Object.entries(M).find(([, message]) => message === event.message)?.[0] ?? '?';
  }
  if (event.type === 'failed') return `failed: ${event.failure}`;
  if (event.type === 'closed') return `${event.code} ${event.reason} ${event.byRemote}`;
  return event.type.slice(0, 1);
};

const run = (
  m: Marbles,
  sockets: readonly string[],
  codes: Codes = {},
  changed: Partial<VoiceSettings> = {},
  channelId: string | null = '300',
  isReturn = false,
) => {
  const gateway = fakeGateway(m, sockets, codes);
  const ctx = voiceCtx(m, undefined, changed);
  const gate = createGate(ctx, () => undefined);
  const parts = { parts: fakeParts(m, gateway), gate, isReturn };
  const line = gatewayLine({ ...creds, channelId }, parts, ctx);
  const lost: string[] = [];
  const out$ = line.events$.pipe(
    filter((event) => {
      if (event.type !== 'lost') return true;
      lost.push(`${m.scheduler.now()} ${event.verdict} ${event.code} after ${event.delayMs}`);
      return false;
    }),
    map(letter),
  );
  return { gateway, lost, send: line.send, out$ };
};

const o = { o: 'o', h: 'h', r: 'r', R: 'R', d: 'd' };

describe('the gateway line', () => {
  /*
   *  1st socket   -o-h-r-d-x                  closed 4015
   *  2nd socket            -o-h-R--y          at once; resumed; closed 4014
   *  sent         ---i-b-----  e-b            Identify … Resume
   *  out          -o-h-r-d----h-R--(c|)       one open, one end
   */
  it('resumes in silence where the code allows it', () => {
    marbles((m) => {
      const { gateway, out$ } = run(m, ['-o-h-r-d-x', '-o-h-R--y'], { x: 4015, y: 4014 });
      m.expectObservable(out$).toBe('          -o-h-r-d----h-R--(c|)', { ...o, c: '4014 reason 4014 true' });
      m.expectObservable(gateway.out.letters$, '--------------------!').toBe('---i-b------e-b');
      m.flush();
      expect(gateway.out.all[0]).toEqual({
        op: 0,
        data: {
          server_id: '100',
          user_id: '200',
          session_id: 'ses',
          token: 'tok',
          max_dave_protocol_version: 1,
        },
      });
      expect(gateway.out.all[2]).toEqual({
        op: 7,
        data: { server_id: '100', session_id: 'ses', token: 'tok', seq_ack: 5 },
      });
    });
  });

  it('asks for no DAVE without a channel id', () => {
    marbles((m) => {
      const { gateway, out$ } = run(m, ['-oh'], {}, {}, null);
      m.expectObservable(out$, '----!').toBe('-oh');
      m.flush();
      expect(gateway.out.all[0]).toMatchObject({ data: { max_dave_protocol_version: 0 } });
    });
  });

  /*
   *  1st socket   -o-h-r-x                             cut off
   *  2nd … 4th            (f  5ms f  10ms f)           after 0, 5 and 10 ms: refused
   *  out          -o-h-r-- … (c|)                      the code of the last failure
   */
  it('gives up after its attempts, with back-off', () => {
    marbles((m) => {
      const { gateway, out$ } = run(m, ['-o-h-r-x', '-f', '-f', '-f'], { x: 1006 });
      m.expectObservable(out$).toBe('-o-h-r 19ms (c|)', { ...o, c: '1006 refused false' });
      m.flush();
      expect(gateway.life).toEqual(['0+a', '7-a', '7+a', '8-a', '13+a', '14-a', '24+a', '25-a']);
    });
  });

  /*
   *  1st socket   -o-h-r-x             closed 1001
   *  2nd socket          -o-h-y        the resume is refused: 4006
   *  out          -o-h-r----h-(c|)     is what the client is told
   */
  it('reports the code of a refused resume', () => {
    marbles((m) => {
      const { out$ } = run(m, ['-o-h-r-x', '-o-h-y'], { x: 1001, y: 4006 });
      m.expectObservable(out$).toBe('-o-h-r----h-(c|)', { ...o, c: '4006 reason 4006 true' });
    });
  });

  /*
   *  1st socket   -o-h-x           lost before Ready: there is nothing to resume
   *  2nd socket             -o-h-r      after 5 ms
   *  sent         ---i---------i-b      identifies again
   */
  it('identifies again when there was no session yet', () => {
    marbles((m) => {
      const { gateway, out$ } = run(m, ['-o-h-x', '-o-h-r'], { x: 4003 });
      m.expectObservable(out$, '            -----------------!').toBe('-o-h---------h-r', o);
      m.expectObservable(gateway.out.letters$, '-----------------!').toBe('---i---------i-b');
    });
  });

  it('does not try again when the first socket never opens', () => {
    marbles((m) => {
      const { gateway, out$ } = run(m, ['-f']);
      m.expectObservable(out$).toBe('-(f|)', { f: 'failed: refused' });
      m.flush();
      expect(gateway.life).toEqual(['0+a', '1-a']);
    });
  });

  /*
   *  sockets      -o-h-r-x -o-h-R-x -o-h-R-x -o-h-R-x      lost, resumed, lost, resumed, lost …
   *  out          -o-h-r----h-R----h-R----h-R-(c|)         got back three times within the window: the last loss
   */
  it('stops hammering a server that takes it back and drops it', () => {
    marbles((m) => {
      const { out$ } = run(m, ['-o-h-r-x', '-o-h-R-x', '-o-h-R-x', '-o-h-R-x'], { x: 1006 });
      m.expectObservable(out$).toBe('-o-h-r----h-R----h-R----h-R-(c|)', {
        ...o,
        c: '1006 reason 1006 false',
      });
    });
  });

  /*
   *  1st socket   -o-h-r-x
   *  send         --------s          said while nobody listens
   *  2nd socket          -o-h-R
   *  sent         ---i-b----e-(bs)   waits for the resume
   */
  it('keeps what is said while the connection is gone', () => {
    marbles((m) => {
      const { gateway, send, out$ } = run(m, ['-o-h-r-x', '-o-h-R--'], { x: 1006 });
      m.hot('--------s').subscribe(() => send({ op: 1, data: {} }));
      m.expectObservable(out$, '            ----------------!').toBe('-o-h-r----h-R', o);
      m.expectObservable(gateway.out.letters$, '----------------!').toBe('---i-b----e-(sb)');
    });
  });

  it('ends on an unreadable Ready', () => {
    marbles((m) => {
      const bad = M['u'];
      M['u'] = { type: 'unreadable', op: 2 };
      const { out$ } = run(m, ['-o-h-u']);
      const c = '1007 The voice gateway sent an unreadable message (op 2). false';
      m.expectObservable(out$).toBe('-o-h-(c|)', { ...o, c });
      m.flush();
      if (bad !== undefined) M['u'] = bad;
    });
  });
});
