/** Addresses that were refused, and until when they are left alone. */

export const FAILING_MS = 7 * 24 * 60 * 60 * 1000;

/** More than anybody has of IPv4. Of an endless IPv6 block only so many are remembered: the oldest are forgotten. */
export const MAX_FAILING = 65_536;

export interface Failing {
  /** Marks number `index`, anew if it is marked already. */
  mark(index: bigint, atMs: number): void;
  has(index: bigint, nowMs: number): boolean;
  /** When each was marked, the longest ago first. */
  entries(nowMs: number): readonly (readonly [index: bigint, atMs: number])[];
  free(index: bigint): void;
  freeAll(): void;
}

/** Marks expire when somebody looks: no timer runs. Times are epoch ms. */
export const createFailing = (): Failing => {
  const marks = new Map<bigint, number>();

  const isOver = (atMs: number, nowMs: number): boolean => nowMs - atMs >= FAILING_MS;

  return {
    mark: (index, atMs) => {
      // Deleted first, so that the map stays in the order of marking.
      marks.delete(index);
      marks.set(index, atMs);
      const [oldest] = marks.keys();
      if (marks.size > MAX_FAILING && oldest !== undefined) marks.delete(oldest);
    },
    has: (index, nowMs) => {
      const atMs = marks.get(index);
      if (atMs === undefined) return false;
      if (isOver(atMs, nowMs)) marks.delete(index);
      return marks.has(index);
    },
    entries: (nowMs) => {
      for (const [index, atMs] of marks) if (isOver(atMs, nowMs)) marks.delete(index);
      return [...marks];
    },
    free: (index) => void marks.delete(index),
    freeAll: () => marks.clear(),
  };
};
