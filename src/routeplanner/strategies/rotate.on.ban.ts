/** RotateOnBan: one address for everything, until it is refused. */
import type { Strategy } from './strategy.ts';
import { firstFree } from './strategy.ts';

export interface RotateOnBanState {
  readonly rotateIndex: bigint;
  /** From 1, as the reference counts; 0: none yet. */
  readonly ipIndex: bigint;
  readonly isBanned: boolean;
}

/** Blocks up to this size are gone through one by one. */
const SMALL = 128n;

/**
 * In a larger block each move is 10 to 19 addresses long, so that what was refused with its neighbours is left behind.
 * Unlike the reference's, the walk is a ring: it reaches every address, the first ones too.
 */
export const rotateOnBan: Strategy<RotateOnBanState> = {
  start: () => ({ rotateIndex: 0n, ipIndex: 0n, isBanned: false }),
  next: (state, view) => {
    const current = state.ipIndex - 1n;
    if (current >= 0n && !state.isBanned && !view.isTaken(current)) return [current, state];
    const step = view.size <= SMALL ? 1n : 10n + view.random(10n);
    const index = firstFree(current + step, view);
    return [index, { ...state, ipIndex: index + 1n, isBanned: false }];
  },
  // Requests that were under way from an earlier address may fail late: they say nothing about the current one.
  failed: (state, index) =>
    index !== state.ipIndex - 1n || state.isBanned
      ? state
      : { ...state, rotateIndex: state.rotateIndex + 1n, isBanned: true },
  details: ({ rotateIndex, ipIndex }) => ({ class: 'RotatingIpRoutePlanner', rotateIndex, ipIndex }),
};
