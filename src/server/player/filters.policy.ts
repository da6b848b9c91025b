/** Which filters a PATCH may switch on. */
import type { FilterName, Filters } from '../../protocol/index.ts';
import { FILTER_NAMES, sentFilterNames } from '../../protocol/index.ts';

/** What there is in this version. */
const REGISTERED_FILTERS: readonly FilterName[] = [];

/** `lavalink.server.filters`: by name, also of plugin filters; one that is not named is on. */
export type FilterSwitches = Readonly<Record<string, boolean>>;

/** The filters that may be used, for `/v4/info`. */
export const availableFilters = (switches: FilterSwitches): readonly FilterName[] =>
  REGISTERED_FILTERS.filter((name) => switches[name] !== false);

/** Would it change the sound (audio.md §1.3)? Libraries send many filters that would not, to switch them off. */
const CHANGES_SOUND: Readonly<Record<FilterName, (filters: Filters) => boolean>> = {
  volume: ({ volume = 1 }) => volume !== 1,
  equalizer: ({ equalizer = [] }) => equalizer.some(({ gain }) => gain !== 0),
  karaoke: ({ karaoke }) => karaoke !== undefined && karaoke !== null,
  timescale: ({ timescale }) => differs(timescale, { speed: 1, pitch: 1, rate: 1 }),
  tremolo: ({ tremolo }) => differs(tremolo, { depth: 0 }),
  vibrato: ({ vibrato }) => differs(vibrato, { depth: 0 }),
  distortion: ({ distortion }) =>
    differs(distortion, {
      sinOffset: 0,
      sinScale: 1,
      cosOffset: 0,
      cosScale: 1,
      tanOffset: 0,
      tanScale: 1,
      offset: 0,
      scale: 1,
    }),
  rotation: ({ rotation }) => differs(rotation, { rotationHz: 0 }),
  channelMix: ({ channelMix }) =>
    differs(channelMix, { leftToLeft: 1, leftToRight: 0, rightToLeft: 0, rightToRight: 1 }),
  lowPass: ({ lowPass }) => (lowPass?.smoothing ?? 0) > 1,
};

const differs = <K extends string>(
  settings: Readonly<Record<K, number>> | null | undefined,
  neutral: Readonly<Partial<Record<K, number>>>,
): boolean => {
  const given: Readonly<Partial<Record<string, number>>> = settings ?? {};
  return Object.entries(neutral).some(([key, value]) => (given[key] ?? value) !== value);
};

/**
 * Names of the filters that are mentioned though they are switched off (as in the reference, whatever their
 * settings), or that would be heard but are not there; in their usual order. Empty: go ahead.
 */
export const refusedFilters = (filters: Filters, switches: FilterSwitches): readonly string[] => {
  const missing: readonly string[] = FILTER_NAMES.filter(
    (name) => !REGISTERED_FILTERS.includes(name) && CHANGES_SOUND[name](filters),
  );
  return sentFilterNames(filters).filter((name) => switches[name] === false || missing.includes(name));
};
