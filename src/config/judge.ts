/** Sorts what was written: keys with an effect, keys without one, keys that nobody knows. */
import { keyOf, listOf, problem, relaxed } from './entry.ts';
import type { ConfigProblem, Entries, Entry } from './entry.ts';
import { INERT } from './inert.ts';
import type { Inert } from './inert.ts';
import { isWhereKey } from './location.keys.ts';
import { nearest } from './nearest.ts';
import { KNOWN_FILTERS, LISTS, PLACES } from './schema.ts';

export interface Judgement {
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly string[];
}

const keyToRelaxed = (key: string): string => relaxed(key.split('.'));

const LEAVES = new Map(PLACES.filter(({ isMap }) => !isMap).map(({ path }) => [relaxed(path), keyOf(path)]));
const MAPS = PLACES.filter(({ isMap }) => isMap).map(({ path }) => `${relaxed(path)}.`);
/** `…ipBlocks.[0]`, but nothing below it. */
const isListItem = (key: string): boolean => LISTS.has(listOf(key));

const FILTERS = 'lavalink.server.filters.';
const FILTER_KEYS = KNOWN_FILTERS.map((name) => `${FILTERS}${name}`);
const KNOWN_KEYS = [...LEAVES.values(), ...FILTER_KEYS, ...INERT.map(({ key }) => key.replace(/\.\*$/, ''))];

const inertFor = (key: string): Inert | undefined =>
  INERT.find(({ key: inert }) => {
    const prefix = keyToRelaxed(inert.replace(/\.\*$/, ''));
    return key === prefix || (inert.endsWith('.*') && key.startsWith(`${prefix}.`));
  });

/** Does it ask for nothing that this node would not do anyway? */
const asksForNothing = ({ text }: Entry, { isSwitch }: Inert): boolean =>
  text.trim() === '' || (isSwitch === true && /^(?:false|off|no|0)$/i.test(text.trim()));

const unknownText = (entry: Entry): string => {
  const key = keyOf(entry.path);
  const meant = nearest(key, KNOWN_KEYS);
  return `${entry.origin.text}: ${key} is not a known key${meant === undefined ? '' : `; did you mean ${meant}?`}`;
};

/** A block where a value belongs, or the other way round. */
const misplaced = (key: string, entry: Entry): ConfigProblem | undefined => {
  const leaf = [...LEAVES].find(([known]) => key.startsWith(`${known}.`));
  if (leaf !== undefined) {
    return problem(entry.origin, [leaf[1]], 'expected one value, found a block or a list');
  }
  const isBlock = [...LEAVES.keys(), ...MAPS].some((known) => known.startsWith(`${key}.`));
  return isBlock ? problem(entry.origin, entry.path, 'expected a block of keys, found a value') : undefined;
};

const isUnknownFilter = (key: string): boolean =>
  key.startsWith(FILTERS) && !FILTER_KEYS.some((filter) => keyToRelaxed(filter) === key);

/** A block with nothing but comments in it (`filters:`) is nothing at all. */
const isEmptyBlock = (key: string, { text }: Entry): boolean =>
  text.trim() === '' && KNOWN_KEYS.some((known) => keyToRelaxed(known).startsWith(`${key}.`));

export const judge = (entries: Entries): Judgement => {
  const problems: ConfigProblem[] = [];
  const warnings: string[] = [];
  const inert = new Map<string, string[]>();
  for (const [key, entry] of entries) {
    if (LEAVES.has(key) || isListItem(key) || isWhereKey(listOf(key)) || isEmptyBlock(key, entry)) continue;
    if (isUnknownFilter(key)) warnings.push(unknownText(entry));
    if (MAPS.some((map) => key.startsWith(map))) continue;
    const reason = inertFor(key);
    if (reason !== undefined) {
      if (asksForNothing(entry, reason)) continue;
      const keys = inert.get(reason.because) ?? [];
      inert.set(reason.because, [...keys, `${keyOf(entry.path)} (${entry.origin.text})`]);
      continue;
    }
    const wrong = misplaced(key, entry);
    if (wrong === undefined) warnings.push(unknownText(entry));
    else problems.push(wrong);
  }
  for (const [because, keys] of inert) {
    warnings.push(`${keys.join(', ')} ${keys.length === 1 ? 'has' : 'have'} no effect: ${because}`);
  }
  return { problems, warnings };
};
