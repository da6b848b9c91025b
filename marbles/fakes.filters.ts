import { FRAME_SAMPLES, type FilterPort } from '../streams/ports.ts';

/** `volume` v multiplies by v; a time scale of speed 2 leaves out every second sample; `rings` n rings on for n frames. */
export const fakeFilters = (alive: { filters: number }): FilterPort => ({
  chain: ({ volume = 1, timescale, pluginFilters = [] }) => {
    const speed = timescale?.speed ?? 1;
    const rings = Number(pluginFilters.find(({ name }) => name === 'rings')?.json ?? 0);
    if (volume === 1 && speed === 1 && rings === 0) return null;
    alive.filters += 1;
    const held: number[] = [];
    let freed = false;
    return {
      speed,
      stretches: speed !== 1,
      tailSamples: rings * FRAME_SAMPLES,
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
