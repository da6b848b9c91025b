/** What every strategy is: pure functions over a small state, with chance and time handed in. */
import type { Random } from '../random.ts';

/** What a strategy may look at. */
export interface View {
  /** Addresses in the block; at least one of them is free. */
  readonly size: bigint;
  readonly random: Random;
  /** Monotonic. */
  readonly nowNs: bigint;
  /** Is number `index` excluded or failing? */
  readonly isTaken: (index: bigint) => boolean;
  /** All of these numbers, ascending. */
  readonly taken: () => readonly bigint[];
}

/** What `/v4/routeplanner/status` tells beyond what all have in common. */
export type Details =
  | {
      readonly class: 'RotatingIpRoutePlanner';
      /** How often it moved on. */
      readonly rotateIndex: bigint;
      /** The current address's number, from 1; 0 before the first. */
      readonly ipIndex: bigint;
    }
  | { readonly class: 'BalancingIpRoutePlanner' }
  | { readonly class: 'NanoIpRoutePlanner'; readonly currentAddressIndex: bigint }
  | {
      readonly class: 'RotatingNanoIpRoutePlanner';
      readonly blockIndex: bigint;
      readonly currentAddressIndex: bigint;
    };

export interface Strategy<State> {
  start(nowNs: bigint): State;
  /** The number of the address for one more connection, which is free, and the state after it. */
  next(state: State, view: View): readonly [index: bigint, state: State];
  /** After number `index` was refused. */
  failed(state: State, index: bigint, view: Pick<View, 'size' | 'nowNs'>): State;
  details(state: State, nowNs: bigint): Details;
}

/** Addresses in a /64, the smallest block that is given to one customer and the largest that is banned at once. */
export const SLASH_64 = 1n << 64n;

/** The first free number from `index` on, round the end: at most as many steps as addresses are taken. */
export const firstFree = (index: bigint, { size, isTaken }: Pick<View, 'size' | 'isTaken'>): bigint => {
  let candidate = index % size;
  while (isTaken(candidate)) candidate = (candidate + 1n) % size;
  return candidate;
};
