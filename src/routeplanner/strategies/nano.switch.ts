/** NanoSwitch: a new address for every connection, numbered by the nanoseconds since the start. */
import type { Strategy } from './strategy.ts';
import { firstFree, SLASH_64 } from './strategy.ts';

export interface NanoSwitchState {
  readonly startNs: bigint;
  /** −1: none yet. */
  readonly lastNs: bigint;
}

/** In a block larger than a /64 any of its /64s, at random, and the address in it by time. */
export const nanoSwitch: Strategy<NanoSwitchState> = {
  start: (startNs) => ({ startNs, lastNs: -1n }),
  next: (state, view) => {
    const elapsedNs = view.nowNs - state.startNs;
    // A clock may stand still between two connections; their addresses differ all the same.
    const lastNs = elapsedNs > state.lastNs ? elapsedNs : state.lastNs + 1n;
    const index = view.random(view.size / SLASH_64) * SLASH_64 + lastNs;
    return [firstFree(index, view), { ...state, lastNs }];
  },
  failed: (state) => state,
  details: ({ startNs }, nowNs) => ({ class: 'NanoIpRoutePlanner', currentAddressIndex: nowNs - startNs }),
};
