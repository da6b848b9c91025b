/**
 * When to encode simpler, and when to stop that: a pure rule.
 *
 *     load    40 % ──── 80 % ──── 80 % ── 60 % ── 40 % ──── … 10 s … ──── 40 %  40 %
 *     change    –      +10 %     +10 %     –       –                     −1    −1     of the players that encode
 *
 * Between the two marks nothing changes, and giving back takes a calm of 10 s: longer each time that it was too early.
 */

/** Share of the tick above which encoding is made simpler. */
export const HIGH_LOAD = 0.75;
/** Share of the tick below which it is given back. */
const LOW = 0.5;
/** Of the players that encode, at once. */
const STEP = 0.1;
const FIRST_CALM_MS = 10_000;
const MAX_CALM_MS = 300_000;
/** Between two players that get their quality back. */
const BACK_EVERY_MS = 1_000;
/** A load that comes so soon after giving back comes from it. */
const REGRET_MS = 30_000;

export interface ShedState {
  /** How long it must be calm before quality is given back. */
  readonly calmMs: number;
  /** Next time for it; null while it is not calm. */
  readonly backAtMs: number | null;
  readonly lastBackMs: number;
}

export interface ShedSituation {
  readonly nowMs: number;
  /** 1 is a whole tick. */
  readonly load: number;
  /** Players that could be shed. */
  readonly open: number;
  /** Players that are. */
  readonly shed: number;
}

export const unshed: ShedState = { calmMs: FIRST_CALM_MS, backAtMs: null, lastBackMs: -Infinity };

/** `change`: so many players more (above 0), or one less (−1), or none. */
export const shed = (
  state: ShedState,
  { nowMs, load, open, shed: count }: ShedSituation,
): { readonly state: ShedState; readonly change: number } => {
  if (load > HIGH_LOAD) {
    const isRegretted = state.backAtMs !== null && nowMs - state.lastBackMs < REGRET_MS;
    const calmMs = isRegretted ? Math.min(MAX_CALM_MS, state.calmMs * 2) : state.calmMs;
    const change = Math.min(open, Math.ceil((open + count) * STEP));
    return { state: { ...state, calmMs, backAtMs: null }, change };
  }
  if (load >= LOW) return { state: { ...state, backAtMs: null }, change: 0 };
  if (count === 0) {
    const isLongAgo = nowMs - state.lastBackMs > MAX_CALM_MS;
    return { state: isLongAgo ? unshed : state, change: 0 };
  }
  const backAtMs = state.backAtMs ?? nowMs + state.calmMs;
  if (nowMs < backAtMs) return { state: { ...state, backAtMs }, change: 0 };
  return { state: { ...state, backAtMs: nowMs + BACK_EVERY_MS, lastBackMs: nowMs }, change: -1 };
};
