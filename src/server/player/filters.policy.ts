/** Which filters a PATCH may mention. */
import type { FilterName, Filters } from '../../protocol/index.ts';
import { FILTER_NAMES, sentFilterNames } from '../../protocol/index.ts';

/** `lavalink.server.filters`: by name, also of plugin filters; one that is not named is on. */
export type FilterSwitches = Readonly<Record<string, boolean>>;

/** The filters that may be used, for `/v4/info`. */
export const availableFilters = (switches: FilterSwitches): readonly FilterName[] =>
  FILTER_NAMES.filter((name) => switches[name] !== false);

/** Filters that are mentioned though they are switched off, whatever their settings, in their usual order. */
export const refusedFilters = (filters: Filters, switches: FilterSwitches): readonly string[] =>
  sentFilterNames(filters).filter((name) => switches[name] === false);
