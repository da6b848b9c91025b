import type { FilterPort } from '../streams/ports.ts';

/** One filter: `volume` v multiplies by v; a time scale of speed 2 leaves out every second sample. */
export const fakeFilters = (alive: { filters: number }): FilterPort => ({
  chain: ({ volume = 1, timescale }) => {
    const speed = timescale?.speed ?? 1;
    if (volume === 1 && speed === 1) return null;
    alive.filters += 1;
    const held: number[] = [];
    let freed = false;
    return {
      speed,
      stretches: speed !== 1,
      tailSamples: 0,
      pendingMs: 0,
      get available() {
        return held.length;
      },
      adopt: () => undefined,
      process: (left) => left.forEach((x, i) => (left[i] = x * volume)),
      push: ({ left }) => held.push(...left.filter((_x, i) => i % speed === 0)),
      flush: () => undefined,
      take: (left) => {
        const taken = held.splice(0, left.length);
        left.set(taken);
        return taken.length;
      },
      free: () => {
        if (!freed) alive.filters -= 1;
        freed = true;
      },
    };
  },
});
