import { map } from 'rxjs';
import { describe, it } from 'vitest';
import type { VoiceHealth } from '../../streams/events.ts';
import { health, type LaneLook } from '../../streams/voice/health.ts';
import type { VoiceSignal } from '../../streams/voice/signal.ts';
import { marbles, type Marbles } from '../support.ts';
import { creds } from './fakes.ts';

const sink = { seal() {}, flush() {}, speaking() {} };
const ping = (pingMs: number): VoiceSignal => ({ type: 'ping', pingMs });
const SIGNALS: Record<string, VoiceSignal> = {
  o: { type: 'open', credentials: creds },
  r: { type: 'ready', sink },
  a: ping(20),
  b: ping(60),
  x: { type: 'closed', code: 4014, reason: '', byRemote: true },
  p: { type: 'parked' },
  q: { type: 'result', requestId: 'q', failure: null },
};

/** `looks`: what the lane says, one after the other. */
const run = (
  m: Marbles,
  signals: string,
  playing: string,
  show: (health: VoiceHealth) => string,
  looks: readonly Partial<LaneLook>[] = [],
) => {
  const rest = [...looks];
  const look = (): LaneLook => ({ sent: 0, nulled: 0, lateMs: 0, bufferMs: 5000, ...rest.shift() });
  return health(
    {
      signals$: m.hot(signals, SIGNALS),
      playing$: m.hot(playing, { '1': true, '0': false }),
      look,
    },
    50,
    m,
  ).pipe(map((figures) => (figures === null ? 'none' : show(figures))));
};

describe('health', () => {
  /*
   *  signals$   qo-a--b--x        a result, open, two pings, closed
   *  out        -a-b--c--n        20 ms; 60 ms with a jitter of (60 − 20) / 4; nothing
   */
  it('knows the round trip and its jitter, and is nothing without a connection', () => {
    marbles((m) => {
      const out$ = run(m, 'qo-a--b--x', '----------', ({ pingMs, jitterMs }) => `${pingMs}/${jitterMs}`);
      m.expectObservable(out$).toBe('-a-b--c--n', { a: '0/0', b: '20/0', c: '60/10', n: 'none' });
    });
  });

  /*
   *  signals$   o-r--pr----r-----o-r     parked and back: none; ready again: a reconnect; moved: none
   *  out        a-a--aa----b-----a-a
   */
  it('counts what was got back, not what moved, for five minutes', () => {
    marbles((m) => {
      const out$ = run(m, 'opr-r 5m a--o-r', '-', ({ score, reconnects }) => `${reconnects} ${score}`);
      m.expectObservable(out$).toBe('aaa-b 5m a--a-a', { a: '0 100', b: '1 90' });
    });
  });

  /*
   *  playing$   -1 ……… 5 s ……… 5 s ……… 0--     plays for a while
   *  out        o-      s       t     u        only then is the lane looked at: 5 % missed; then 2 ms late
   */
  it('looks at the lane every 5 s while something plays, and not otherwise', () => {
    marbles((m) => {
      const looks = [
        { sent: 100, nulled: 7, lateMs: 50 },
        { sent: 338, nulled: 19.526, lateMs: 50 },
        { sent: 588, nulled: 19.526, lateMs: 550 },
      ];
      const show = ({ missedShare, lateMs, isLow, score }: VoiceHealth): string =>
        `${missedShare.toFixed(2)} ${lateMs} ${score}${isLow ? ' low' : ''}`;
      const out$ = run(m, 'o', '-1 4999ms - 5000ms 0 20s -', show, looks);
      m.expectObservable(out$, '30s !').toBe('o 5000ms s 4999ms t u', {
        o: '0.00 0 100',
        s: '0.05 0 40 low',
        t: '0.00 2 100',
        u: '0.00 0 100',
      });
    });
  });

  /*
   *  score   100 ── 40 ── 52 ── 64       below 50; not yet 10 above it; well above
   *  isLow    –     L     L     –
   */
  it('stays low until it is well above the threshold', () => {
    marbles((m) => {
      const looks = [{}, { sent: 95, nulled: 5 }, { sent: 191, nulled: 9 }, { sent: 288, nulled: 12 }];
      const out$ = run(m, 'o', '1', ({ score, isLow }) => `${score}${isLow ? ' low' : ''}`, looks);
      m.expectObservable(out$, '15001ms !').toBe('o 4999ms a 4999ms b 4999ms c', {
        o: '100',
        a: '40 low',
        b: '52 low',
        c: '64',
      });
    });
  });
});
