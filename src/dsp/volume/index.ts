/** volume: a perceptual taper, tan(0.79 v) up to 1.5 and 1.6408 v above, clamped (audio.md §1.6). Not linear. */
import { stateless, type FilterKind } from '../filter.ts';

const DEAD_ZONE = 0.02;
const MAX = 5;

/** Per 10,000, as float32. */
export const volumeMultiplier = (volume: number): number => {
  const v = Math.fround(volume);
  return v <= 1.5
    ? Math.fround(Math.tan(Math.fround(Math.fround(0.79) * v)) * 10_000)
    : Math.fround((24_612 * (100 * v)) / 150);
};

export const volume: FilterKind<number> = {
  enabled: (value) => Math.fround(Math.abs(1 - Math.fround(value))) >= DEAD_ZONE,
  problem: (value) => (value >= 0 && value <= MAX ? null : `volume must be from 0 to ${MAX}, not ${value}`),
  open: (kernel, value) => {
    const multiplier = volumeMultiplier(value);
    return stateless((n) => kernel.run.volume(n, multiplier));
  },
};
