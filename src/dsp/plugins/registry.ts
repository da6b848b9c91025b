/** The plugin filters of a node, by name. */
import { isLeft } from 'fp-ts/lib/Either.js';
import type { PluginFilterSetting } from '../../../streams/commands.ts';
import type { PluginFilter, PluginOperator } from './filter.ts';

type Sent = readonly PluginFilterSetting[] | undefined;

export interface Registry {
  /** In the order of registration. */
  readonly names: readonly string[];
  /** The first setting of a registered filter that cannot be, with the field; null when there is none. */
  readonly problem: (sent: Sent) => string | null;
  /**
   * The filters that change the sound, in the order in which it passes them: last registered first, as in the reference
   * (audio.md §1.2). Names that nobody registered are skipped.
   */
  readonly open: (sent: Sent) => readonly (readonly [name: string, operator: PluginOperator])[];
}

/** @throws {RangeError} when two filters have one name */
export const createRegistry = (filters: readonly PluginFilter[]): Registry => {
  const names = filters.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new RangeError(`Two plugin filters are called ${JSON.stringify(twice)}.`);

  const read = (filter: PluginFilter, sent: Sent = []) => {
    const setting = sent.find(({ name }) => name === filter.name);
    return setting && filter.read(setting.json);
  };
  return {
    names,
    problem: (sent) => {
      for (const filter of filters) {
        const found = read(filter, sent);
        if (found !== undefined && isLeft(found)) return found.left;
      }
      return null;
    },
    open: (sent) =>
      filters.toReversed().flatMap((filter) => {
        const found = read(filter, sent);
        if (found === undefined || isLeft(found) || found.right === null) return [];
        return [[filter.name, found.right()] as const];
      }),
  };
};
