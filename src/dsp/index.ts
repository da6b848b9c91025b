/**
 * The ten filters: one folder each, all of one shape: `kernel.as.ts` (AssemblyScript, in one module), `index.ts` (when it is
 * on, what it refuses, how it is opened). `chain.ts` puts them in order.
 */
import type { FilterPort } from '../../streams/ports.ts';
import { FILTER_NAMES } from '../protocol/index.ts';
import { openChain } from './chain.ts';
import { theKernel } from './kernel.ts';

export { problemWith } from './problem.ts';
export type { FilterSettings } from '../../streams/commands.ts';

/** The filters that the configuration leaves on, in the reference's order. */
export const filterNames = (switches: Readonly<Record<string, boolean>>): readonly string[] =>
  FILTER_NAMES.filter((name) => switches[name] !== false);

/** Filter state blocks in use in this thread: 0 when nothing is filtered. */
export const liveFilterBlocks = (): number => theKernel().live;

/** @example const chain = createFilters().chain({ lowPass: { smoothing: 20 } }); */
export const createFilters = (): FilterPort => ({
  chain: (settings) => openChain(theKernel(), settings),
});
