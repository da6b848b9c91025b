/** LoadBalance: any free address for every connection, all equally likely. */
import type { Strategy, View } from './strategy.ts';

/** Mostly the first draw is free. */
const DRAWS = 8;

/** Draws among the free addresses only: exact however few there are, where drawing again and again may never end. */
const drawFree = ({ size, random, taken }: View): bigint => {
  const skipped = taken();
  let index = random(size - BigInt(skipped.length));
  for (const gap of skipped) {
    if (gap > index) break;
    index += 1n;
  }
  return index;
};

export const loadBalance: Strategy<null> = {
  start: () => null,
  next: (state, view) => {
    for (let draw = 0; draw < DRAWS; draw++) {
      const index = view.random(view.size);
      if (!view.isTaken(index)) return [index, state];
    }
    return [drawFree(view), state];
  },
  failed: (state) => state,
  details: () => ({ class: 'BalancingIpRoutePlanner' }),
};
