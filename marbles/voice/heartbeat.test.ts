import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { heartbeat } from '../../streams/voice/heartbeat.ts';
import type { ServerMessage } from '../../streams/voice/messages.ts';
import type { VoiceSettings } from '../../streams/voice/settings.ts';
import { marbles, type Marbles } from '../support.ts';
import { outbox, voiceCtx } from './fakes.ts';

const FIRST_NONCE = 1_700_000_000_000;
const hello: ServerMessage = { type: 'hello', heartbeatIntervalMs: 5 };
const ack = (nonce: number): ServerMessage => ({ type: 'heartbeatAck', nonce });

const slower: ServerMessage = { type: 'hello', heartbeatIntervalMs: 6 };

const run = (
  m: Marbles,
  picture: string,
  values: Record<string, ServerMessage>,
  changed: Partial<VoiceSettings> = {},
) => {
  const out = outbox();
  const pulse$ = heartbeat(
    m.hot(picture, values),
    { send: out.send, seqAck: () => 9 },
    voiceCtx(m, undefined, changed),
  );
  return { out, pulse$: pulse$.pipe(map((p) => (p.type === 'dead' ? 'D' : `${p.pingMs}`))) };
};

describe('heartbeat', () => {
  /*
   *  messages$   h------a------b--
   *  sent        -----b----b----b-      every interval
   *  out         -------p------p--      the time between beat and acknowledgement
   */
  it('beats every interval and measures the round trip', () => {
    marbles((m) => {
      const values = { h: hello, a: ack(FIRST_NONCE + 5), b: ack(FIRST_NONCE + 10) };
      const { out, pulse$ } = run(m, '       h------a------b--', values);
      m.expectObservable(out.letters$, '     -----------------!').toBe('-----b----b----b-');
      m.expectObservable(pulse$, '           -----------------!').toBe('-------p------q--', {
        p: '2',
        q: '4',
      });
      m.flush();
      expect(out.all[0]).toEqual({ op: 3, data: { t: FIRST_NONCE + 5, seq_ack: 9 } });
    });
  });

  /*
   *  messages$   -q--r--R--
   *  sent        -b--b--b--      asked by op 3; and at once after Ready and Resumed
   */
  it('beats when the server asks', () => {
    marbles((m) => {
      const { out, pulse$ } = run(m, '-q--r--R--', {
        q: { type: 'heartbeatRequest' },
        r: { type: 'ready', ssrc: 1, ip: '1.1.1.1', port: 1, modes: [] },
        R: { type: 'resumed' },
      });
      m.expectObservable(out.letters$, '----------!').toBe('-b--b--b--');
      m.expectObservable(pulse$, '----------!').toBe('----------');
    });
  });

  /*
   *  messages$   h--------------
   *  sent        ------b--b-----       unanswered for half the interval: once more
   *  out         ------------D--       within two intervals of the last sign of life
   */
  it('is dead after two missed acknowledgements', () => {
    marbles((m) => {
      const { out, pulse$ } = run(m, 'h--------------', { h: slower }, { readyMs: 1 });
      m.expectObservable(out.letters$, '--------------!').toBe('------b--b----');
      m.expectObservable(pulse$, '      --------------!').toBe('------------D--');
    });
  });

  /*
   *  messages$   h-----a----------b         answers take longer than the interval
   *  sent        -----b-------- …           they may take twice as long as the last one
   */
  it('does not take a slow line for a dead one', () => {
    marbles((m) => {
      const values = { h: hello, a: ack(FIRST_NONCE + 5), b: ack(FIRST_NONCE + 13) };
      const { out, pulse$ } = run(m, 'h------------a------------b----', values);
      m.expectObservable(out.letters$, '-----------------------------!').toBe(
        '-----b-------b------------b--',
      );
      m.expectObservable(pulse$, '      -----------------------------!').toBe(
        '-------------p------------q--',
        {
          p: '8',
          q: '13',
        },
      );
    });
  });

  /*
   *  messages$   h-------a-------      an answer to something that was never said
   *  out         ----------------      lives on, but does not say a ping
   */
  it('takes an unknown acknowledgement for life, not for a ping', () => {
    marbles((m) => {
      const { out, pulse$ } = run(m, 'h-------a-----------', { h: slower, a: ack(1) }, { readyMs: 2 });
      m.expectObservable(pulse$, '    ----------------!').toBe('----------------');
      m.expectObservable(out.letters$, '----------------!').toBe('------b-------b-');
    });
  });
});
