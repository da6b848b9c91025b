/** RotatingNanoSwitch: a new address for every connection out of one /64, and the next /64 when one is refused. */
import type { Strategy } from './strategy.ts';
import { firstFree, SLASH_64 } from './strategy.ts';

export interface RotatingNanoSwitchState {
  /** Which /64. */
  readonly blockIndex: bigint;
  /** When it was entered. */
  readonly enteredNs: bigint;
  /** −1: none in this /64 yet. */
  readonly lastNs: bigint;
}

export const rotatingNanoSwitch: Strategy<RotatingNanoSwitchState> = {
  start: (nowNs) => ({ blockIndex: 0n, enteredNs: nowNs, lastNs: -1n }),
  next: (state, view) => {
    const elapsedNs = view.nowNs - state.enteredNs;
    const lastNs = elapsedNs > state.lastNs ? elapsedNs : state.lastNs + 1n;
    return [firstFree(state.blockIndex * SLASH_64 + lastNs, view), { ...state, lastNs }];
  },
  // A late failure from a /64 that was left already is no reason to leave the current one too.
  failed: (state, index, { size, nowNs }) =>
    index / SLASH_64 === state.blockIndex
      ? { blockIndex: (state.blockIndex + 1n) % (size / SLASH_64), enteredNs: nowNs, lastNs: -1n }
      : state,
  details: ({ blockIndex, enteredNs }, nowNs) => ({
    class: 'RotatingNanoIpRoutePlanner',
    blockIndex,
    currentAddressIndex: nowNs - enteredNs,
  }),
};
