/** Which filters a PATCH may mention. */
import type { Filters } from '../../protocol/index.ts';
import { FILTER_NAMES, sentFilterNames } from '../../protocol/index.ts';

/** `lavalink.server.filters`: by name, also of plugin filters; one that is not named is on. */
export type FilterSwitches = Readonly<Record<string, boolean>>;

/** The filters that may be used, for `/v4/info`: the ten in the reference's order, then the plugins'. */
export const availableFilters = (
  switches: FilterSwitches,
  pluginNames: readonly string[] = [],
): readonly string[] => [...FILTER_NAMES, ...pluginNames].filter((name) => switches[name] !== false);

/** Plugin filters that nobody registered are dropped, as in the reference: they do nothing and are not echoed. */
export const recognised = (
  { pluginFilters, ...filters }: Filters,
  pluginNames: readonly string[] = [],
): Filters => {
  const known = pluginFilters?.filter(({ name }) => pluginNames.includes(name)) ?? [];
  return known.length === 0 ? filters : { ...filters, pluginFilters: known };
};

/** Filters that are mentioned though they are switched off, whatever their settings, in their usual order. */
export const refusedFilters = (filters: Filters, switches: FilterSwitches): readonly string[] =>
  sentFilterNames(filters).filter((name) => switches[name] === false);
