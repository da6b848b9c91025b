/**
 * The circuit breaker of one guild as a pure function: a voice server that fails again and again is left alone.
 *
 *     closed ──10 failures in a row──► open ──60 s──► half-open ──a try──► closed (success) or open (failure)
 *        ▲                              │                │
 *        └────────────── reset ─────────┴────────────────┘
 */

export interface BreakerSettings {
  /** So many failures in a row open it; 0: it never opens. */
  readonly failures: number;
  /** How long it stays open, ms. */
  readonly openMs: number;
}

export type BreakerState =
  | { readonly status: 'closed'; readonly failures: number }
  /** Nothing is tried before `untilMs` (the clock's time). */
  | { readonly status: 'open'; readonly failures: number; readonly untilMs: number }
  /** One try is allowed; `trying`: it is under way. */
  | { readonly status: 'halfOpen'; readonly failures: number; readonly trying: boolean };

export type BreakerEvent =
  | { readonly type: 'failure'; readonly atMs: number }
  | { readonly type: 'success' }
  /** Its time is over. */
  | { readonly type: 'cooled' }
  /** Somebody begins a try. */
  | { readonly type: 'try' }
  /** By hand, or because it is another server that will be tried. */
  | { readonly type: 'reset' };

export const closedBreaker: BreakerState = { status: 'closed', failures: 0 };

/** May a try begin? */
export const mayTry = (state: BreakerState): boolean =>
  state.status === 'closed' || (state.status === 'halfOpen' && !state.trying);

/**
 * @example
 * breakerStep({ status: 'closed', failures: 9 }, { type: 'failure', atMs: 0 }, { failures: 10, openMs: 60_000 })
 * // { status: 'open', failures: 10, untilMs: 60_000 }
 */
export const breakerStep = (
  state: BreakerState,
  event: BreakerEvent,
  { failures: max, openMs }: BreakerSettings,
): BreakerState => {
  switch (event.type) {
    case 'failure': {
      const failures = state.failures + 1;
      if (state.status === 'open') return { ...state, failures };
      const opens = max > 0 && (state.status === 'halfOpen' || failures >= max);
      return opens
        ? { status: 'open', failures, untilMs: event.atMs + openMs }
        : { status: 'closed', failures };
    }
    case 'cooled':
      return state.status === 'open'
        ? { status: 'halfOpen', failures: state.failures, trying: false }
        : state;
    case 'try':
      return state.status === 'halfOpen' ? { ...state, trying: true } : state;
    case 'success':
    case 'reset':
      return closedBreaker;
  }
};
