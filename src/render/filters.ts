/** `--filters`: read by the codec and held to the ranges of PATCH player. */
import * as E from 'fp-ts/lib/Either.js';
import type { FilterSettings } from '../../streams/commands.ts';
import { LAVADSPX, problemWith } from '../dsp/index.ts';
import { decodeBody, FILTER_NAMES, Filters, isJsonObject, parseBody } from '../protocol/index.ts';

export interface ReadFilters {
  readonly settings: FilterSettings;
  readonly warnings: readonly string[];
}

const PLUGINS: readonly string[] = LAVADSPX.map(({ name }) => name);
const KNOWN: readonly string[] = [...FILTER_NAMES, 'pluginFilters'];

const noFilter = (name: string, known: readonly string[]): string =>
  `--filters: there is no filter ${JSON.stringify(name)}; the filters are ${known.join(', ')}`;

/** A client may send what only a later node knows; somebody who types would like to hear of a slip. */
const unknownIn = (text: string): readonly string[] => {
  const parsed = parseBody(text);
  if (E.isLeft(parsed) || !isJsonObject(parsed.right)) return [];
  return [...parsed.right.keys()].filter((name) => !KNOWN.includes(name));
};

/** Left: what is wrong, with the field. */
export const readFilters = (text: string): E.Either<string, ReadFilters> => {
  const decoded = decodeBody(Filters, text);
  if (E.isLeft(decoded)) return E.left(decoded.left.reason);
  const wrong = problemWith(decoded.right);
  if (wrong !== null) return E.left(wrong);
  const plugins = (decoded.right.pluginFilters ?? []).filter(({ name }) => !PLUGINS.includes(name));
  const warnings = [
    ...unknownIn(text).map((name) => noFilter(name, FILTER_NAMES)),
    ...plugins.map(({ name }) => noFilter(name, PLUGINS)),
  ];
  return E.right({ settings: decoded.right, warnings });
};
