/**
 * What stands before every socket of a guild: the breaker, and the node's pace.
 *
 *     failed()   ff…f            ten in a row: the breaker opens, and says so with false
 *     mayTry     t----f------t   again after its time: one try
 */
import { Subject, type Observable, type Subscription } from 'rxjs';
import { breaker } from './breaker.ts';
import { closedBreaker, mayTry, type BreakerEvent, type BreakerState } from './breaker.machine.ts';
import type { VoiceCtx } from './ports.ts';

export interface Gate {
  readonly state: () => BreakerState;
  /** How long nothing will be tried, ms; null: now it may be. */
  readonly closedForMs: () => number | null;
  /** A try begins. */
  readonly tries: () => void;
  /** A try failed. May there be another one? */
  readonly failed: () => boolean;
  readonly succeeded: () => void;
  readonly reset: () => void;
  /** Cold; emits once, when the next socket may be opened. */
  readonly turn: () => Observable<null>;
  /** Ends its timer. */
  readonly close: () => void;
}

/** `onChange` hears of every change of the breaker. */
export const createGate = (ctx: VoiceCtx, onChange: (state: BreakerState) => void): Gate => {
  const { registry, clock } = ctx;
  const events = new Subject<BreakerEvent>();
  let state: BreakerState = closedBreaker;
  const running: Subscription = breaker(events, () => ctx.settings.breaker, ctx).subscribe((next) => {
    if (next === state) return;
    const before = state;
    state = next;
    if (next.status === 'open' && before.status !== 'open') registry.tell({ type: 'breakerOpened' });
    onChange(next);
  });
  return {
    state: () => state,
    closedForMs: () => {
      if (mayTry(state)) return null;
      return state.status === 'open' ? Math.max(0, state.untilMs - clock.now()) : 0;
    },
    tries: () => events.next({ type: 'try' }),
    failed: () => {
      registry.tell({ type: 'failure' });
      events.next({ type: 'failure', atMs: clock.now() });
      return state.status === 'closed';
    },
    succeeded: () => events.next({ type: 'success' }),
    reset: () => events.next({ type: 'reset' }),
    turn: () => registry.pace.go(),
    close: () => running.unsubscribe(),
  };
};
