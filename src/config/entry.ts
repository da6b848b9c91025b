/** A setting as somebody wrote it: where, and as text. Files, environment and command line all become these. */

import { LAVADSPX_FILTER_NAMES } from '../protocol/index.ts';

/** Where a setting was written; `text` is for people: `application.yml:3:9`, `environment variable SERVER_PORT`. */
export interface Origin {
  readonly text: string;
}

export interface Entry {
  /** Segments as written, list indexes as numbers in brackets: `['lavalink', 'plugins', '[0]', 'dependency']`. */
  readonly path: readonly string[];
  /** The scalar's text: every kind of setting is read from text, as the environment has nothing else. */
  readonly text: string;
  readonly origin: Origin;
}

/** Something that keeps the node from starting. `message` names place, key and what was expected. */
export interface ConfigProblem {
  readonly origin: string;
  readonly key: string;
  readonly message: string;
}

/** A key as it is written in one piece, `lavalink.plugins[0].dependency`, as its segments. */
export const pathOf = (key: string): readonly string[] => key.replace(/(?!^)\[/g, '.[').split('.');

export const keyOf = (path: readonly string[]): string => path.join('.').replaceAll('.[', '[');

/** Names that are no other spelling of anything: the filter `low-pass` is not the filter `lowPass`. */
const isName = (segment: string, parent: string | undefined): boolean =>
  parent === 'filters' && LAVADSPX_FILTER_NAMES.some((name) => name === segment);

/** Spring's relaxed binding: `bufferDurationMs`, `buffer-duration-ms` and `buffer_duration_ms` are one key. */
export const relaxed = (path: readonly string[]): string =>
  path
    .map((segment, i) =>
      isName(segment, path[i - 1]) ? segment : segment.replace(/[-_]/g, '').toLowerCase(),
    )
    .join('.');

export const problem = (origin: Origin, path: readonly string[], message: string): ConfigProblem => {
  const key = keyOf(path);
  return { origin: origin.text, key, message: `${origin.text}: ${key}${key === '' ? '' : ': '}${message}` };
};

/** Entries by their relaxed key. */
export type Entries = ReadonlyMap<string, Entry>;

/** What was left blank was not set. */
export const textAt = (path: readonly string[], entries: Entries): string | undefined => {
  const text = entries.get(relaxed(path))?.text;
  return text?.trim() === '' ? undefined : text;
};

/** `[12]` at the end of a key. */
const indexIn = (key: string): number => Number(/\[(\d+)\]$/.exec(key)?.[1]);

/** The items of a list, in their order; the text itself when it was written as one. */
export const listAt = (path: readonly string[], entries: Entries): readonly string[] | string | undefined => {
  const prefix = `${relaxed(path)}.[`;
  const items = [...entries]
    .filter(([key]) => key.startsWith(prefix))
    // Variables of the environment come in any order.
    .sort(([a], [b]) => indexIn(a) - indexIn(b))
    .map(([, { text }]) => text);
  return items.length === 0 ? textAt(path, entries) : items;
};

/** The list that a key is an item of: `a.b` for `a.b.[0]`; a key that is none stands for itself. */
export const listOf = (key: string): string => key.replace(/\.\[\d+\]$/, '');

/** The spelling of a key stays that of its first mention: the environment knows no lower case. */
const overlay = (below: Entries, layer: readonly Entry[], lists: ReadonlySet<string>): Entries => {
  const written = new Set(layer.map((entry) => listOf(relaxed(entry.path))));
  const isReplaced = (key: string): boolean => lists.has(listOf(key)) && written.has(listOf(key));
  const merged = new Map([...below].filter(([key]) => !isReplaced(key)));
  for (const entry of layer) {
    const key = relaxed(entry.path);
    merged.set(key, { ...entry, path: below.get(key)?.path ?? merged.get(key)?.path ?? entry.path });
  }
  return merged;
};

/**
 * Later layers win. A list is taken as a whole from the last layer that has it, as in Spring.
 *
 * @param lists the relaxed keys of settings that are lists
 */
export const mergeLayers = (layers: readonly (readonly Entry[])[], lists: ReadonlySet<string>): Entries =>
  layers.reduce<Entries>((below, layer) => overlay(below, layer, lists), new Map());
