/** Filters as they are given back: what is set, and only that (protocol §1.7, §6). */
import type { JsonText } from '../json/index.ts';
import { floatText } from '../json/index.ts';
import type { EqualizerBand, FilterName, Filters } from './filters.ts';
import { FILTER_NAMES } from './filters.ts';
import { array, double, integer, object, string } from './text.ts';

type Settings = Readonly<Record<string, number>>;

/** These two hold 64-bit floats, the others 32-bit ones. */
const DOUBLES: ReadonlySet<FilterName> = new Set<FilterName>(['timescale', 'rotation']);

const writeBand = ({ band, gain }: EqualizerBand): JsonText =>
  object({ band: integer(band), gain: floatText(gain) });

const isBands = (value: Settings | readonly EqualizerBand[]): value is readonly EqualizerBand[] =>
  Array.isArray(value);

const writeSettings = (settings: Settings, number: (value: number) => JsonText): JsonText =>
  object(Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, number(value)])));

const writeFilter = (name: FilterName, filters: Filters): JsonText | undefined => {
  const value: number | Settings | readonly EqualizerBand[] | null | undefined = filters[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') return floatText(value);
  if (isBands(value)) return array(value.map(writeBand));
  return writeSettings(value, DOUBLES.has(name) ? double : floatText);
};

/**
 * Filters. Of `pluginFilters` everything is written: drop what is not recognised before; an empty list is left out.
 */
export const writeFilters = (filters: Filters): JsonText => {
  const plugins = filters.pluginFilters ?? [];
  return object({
    ...Object.fromEntries(FILTER_NAMES.map((name) => [name, writeFilter(name, filters)])),
    pluginFilters: plugins.length === 0 ? undefined : writePlugins(plugins),
  });
};

/** Their names come from clients: they may need escapes, and `object` would put a name like `1` first. */
const writePlugins = (plugins: NonNullable<Filters['pluginFilters']>): JsonText =>
  `{${plugins.map(({ name, json }) => `${string(name)}:${json}`).join(',')}}`;
