/** From entries to the typed configuration: every wrong value is reported, with its place. */
import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { listAt, problem, relaxed, textAt } from './entry.ts';
import type { ConfigProblem, Entries } from './entry.ts';
import { ConfigCodec, KNOWN_FILTERS, isFreeMap, isList, isSection } from './schema.ts';
import type { Config } from './schema.ts';

/** A name of the user's; the filters' own names are found in any spelling. */
const mapKey = (written: readonly string[]): string => {
  const name = written.join('.');
  if (KNOWN_FILTERS.includes(name)) return name;
  return KNOWN_FILTERS.find((known) => relaxed([known]) === relaxed(written)) ?? name;
};

const mapOf = (path: readonly string[], entries: Entries): Record<string, string> => {
  const prefix = `${relaxed(path)}.`;
  const found = [...entries].filter(([key, { text }]) => key.startsWith(prefix) && text.trim() !== '');
  return Object.fromEntries(found.map(([, entry]) => [mapKey(entry.path.slice(path.length)), entry.text]));
};

/** The texts in the shape of the schema. */
const treeOf = (codec: t.Mixed, path: readonly string[], entries: Entries): unknown => {
  if (isList(codec)) return listAt(path, entries);
  if (!isSection(codec)) return isFreeMap(codec) ? mapOf(path, entries) : textAt(path, entries);
  const parts = Object.entries(codec.props).map(([key, part]) => [
    key,
    treeOf(part, [...path, key], entries),
  ]);
  return Object.fromEntries(parts);
};

const problemOf = ({ context, value }: t.ValidationError, entries: Entries): ConfigProblem => {
  const path = context.map(({ key }) => key).filter((key) => key !== '');
  const expected = context.at(-1)?.type.name ?? 'something else';
  const entry = entries.get(relaxed(path.flatMap((key) => key.split('.'))));
  return problem(
    entry?.origin ?? { text: 'configuration' },
    path,
    `expected ${expected}, found ${JSON.stringify(value)}`,
  );
};

export const decode = (entries: Entries): E.Either<readonly ConfigProblem[], Config> =>
  E.mapLeft((errors: t.Errors) => errors.map((error) => problemOf(error, entries)))(
    ConfigCodec.decode(treeOf(ConfigCodec, [], entries)),
  );
