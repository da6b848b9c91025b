/** Sound for the filters, and filters run over it. */
import type { Filters } from '../../../src/dsp/index.ts';
import { createFilters } from '../../../src/dsp/index.ts';
import type { FilterSettings } from '../../../streams/commands.ts';
import type { Stereo } from './formulas.ts';

const SAMPLES = 9600;

/** Two channels of seeded noise, ±0.7, with a sine in it. */
export const sound = (samples = SAMPLES): Stereo => {
  let seed = 7;
  const noise = (): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return seed / 2 ** 31 - 1;
  };
  const channel = (hz: number): Float32Array =>
    Float32Array.from(
      { length: samples },
      (_, i) => 0.4 * Math.sin((2 * Math.PI * hz * i) / 48_000) + 0.3 * noise(),
    );
  return [channel(440), channel(1000)];
};

/** The sound after a chain, cut into blocks of the given sizes, in turn. */
export const run = (
  settings: FilterSettings,
  [l, r]: Stereo,
  blocks: number | readonly number[] = 960,
  filters: Filters = createFilters(),
): Stereo => {
  const chain = filters.chain(settings);
  const [left, right] = [l.slice(), r.slice()];
  const sizes = typeof blocks === 'number' ? [blocks] : blocks;
  for (let [from, turn] = [0, 0]; chain !== null && from < left.length; turn += 1) {
    const to = from + (sizes[turn % sizes.length] ?? left.length);
    chain.process(left.subarray(from, to), right.subarray(from, to));
    from = to;
  }
  chain?.free();
  return [left, right];
};

/** The largest difference of two sounds; NaN where one of them is not a number. */
export const largest = (a: Stereo, b: Stereo): number => {
  let most = 0;
  for (const c of [0, 1] as const)
    a[c].forEach((x, i) => (most = Math.max(most, Math.abs(x - (b[c][i] ?? NaN)))));
  return most;
};

/** A set of plugin filters as a PATCH brings it. */
export const plugins = (set: Readonly<Record<string, unknown>>): FilterSettings => ({
  pluginFilters: Object.entries(set).map(([name, settings]) => ({ name, json: JSON.stringify(settings) })),
});
