/**
 * The filters: one folder each, all of one shape: `kernel.as.ts` (AssemblyScript, in one module), `index.ts` (when it is
 * on, what it refuses, how it is opened). `chain.ts` puts them in order; `plugins/` holds those beyond the ten.
 */
import type { FilterSettings } from '../../streams/commands.ts';
import type { FilterPort } from '../../streams/ports.ts';
import { openChain } from './chain.ts';
import { theKernel } from './kernel.ts';
import { createRegistry, LAVADSPX, type PluginFilter } from './plugins/index.ts';
import { problemWithTen } from './problem.ts';

export type { FilterSettings } from '../../streams/commands.ts';
export { LAVADSPX, LAVADSPX_PLUGIN, pluginFilter } from './plugins/index.ts';
export type { PluginFilter, PluginFilterDefinition, PluginOperator } from './plugins/index.ts';

/** Filter state blocks in use in this thread: 0 when nothing is filtered. */
export const liveFilterBlocks = (): number => theKernel().live;

export interface FilterOptions {
  /** Beyond the ten, in their order of registration. Default: those of the LavaDSPX plugin. */
  readonly plugins?: readonly PluginFilter[];
}

export interface Filters extends FilterPort {
  /** Names of the plugin filters, in their order of registration. */
  readonly pluginNames: readonly string[];
  /** Why these settings cannot be, with the field; null if they can. */
  readonly problem: (settings: FilterSettings) => string | null;
}

/**
 * The ten filters, and plugin filters.
 *
 * @throws {RangeError} when two plugin filters have one name
 * @example
 * const filters = createFilters({ plugins: [...LAVADSPX, pluginFilter({ name: 'gain', ... })] });
 * const chain = filters.chain({ lowPass: { smoothing: 20 } });
 */
export const createFilters = ({ plugins = LAVADSPX }: FilterOptions = {}): Filters => {
  const registry = createRegistry(plugins);
  return {
    pluginNames: registry.names,
    problem: (settings) => problemWithTen(settings) ?? registry.problem(settings.pluginFilters),
    chain: (settings) => openChain(theKernel(), settings, registry),
  };
};

/** What is wrong with settings of the ten filters and of the LavaDSPX plugin's, with the field; null when nothing is. */
export const problemWith: Filters['problem'] = createFilters().problem;
