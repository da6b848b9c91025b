/** Plugin filters: the shape (`filter.ts`), the registry, and the four that the LavaDSPX plugin made known. */
import { echo } from './echo/index.ts';
import type { PluginFilter } from './filter.ts';
import { normalization } from './normalization/index.ts';
import { highPassPlugin, lowPassPlugin } from './pass/index.ts';

export * from './filter.ts';
export { createRegistry, type Registry } from './registry.ts';

/** As `/v4/info` tells it: clients look for the plugin's name before they set its filters. */
export const LAVADSPX_PLUGIN = { name: 'lavadspx-plugin', version: '0.0.5' } as const;

/** echo, high-pass, low-pass, normalization: in the order in which the plugin registers them. */
export const LAVADSPX: readonly PluginFilter[] = [echo, highPassPlugin, lowPassPlugin, normalization];
