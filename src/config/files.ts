/** The files' settings in the order of their priority: profiles sorted out, imports inserted. */
import { dirname } from 'node:path';
import { keyOf, listAt, listOf, mergeLayers, pathOf, problem, relaxed } from './entry.ts';
import type { ConfigProblem, Entries, Entry } from './entry.ts';
import { WHERE, WHERE_KEYS } from './location.keys.ts';
import { filesAt } from './locations.ts';
import type { Disk, FoundFile } from './locations.ts';
import { holdsFor } from './profiles.ts';
import { parseProperties } from './properties.ts';
import { parseYaml } from './yaml.ts';
import type { ConfigDocument, ParsedFile } from './yaml.ts';

export interface FileLayers {
  /** One for each document that counts, lowest priority first. */
  readonly layers: readonly ConfigDocument[];
  /** The names of the files that were read. */
  readonly files: readonly string[];
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly string[];
}

/** Gives the text of an entry without its placeholders. */
export type Fill = (entry: Entry) => string;

const merged = (document: ConfigDocument): Entries => mergeLayers([document], WHERE_KEYS);

/** A list as a list, also when it was written as one text with commas. */
export const textsAt = (path: readonly string[], entries: Entries): readonly string[] => {
  const found = listAt(path, entries) ?? [];
  const texts = typeof found === 'string' ? found.split(',') : found;
  return texts.map((text) => text.trim()).filter((text) => text !== '');
};

const filled = (document: ConfigDocument, fill: Fill): ConfigDocument =>
  document.map((entry) =>
    WHERE_KEYS.has(listOf(relaxed(entry.path))) ? { ...entry, text: fill(entry) } : entry,
  );

const parseValue = (key: string, text: string, name: string): ParsedFile => ({
  documents: [[{ path: pathOf(key), text: text.replace(/\r?\n$/, ''), origin: { text: name } }]],
  problems: [],
});

const parse = ({ name, text, key }: FoundFile): ParsedFile => {
  if (key !== undefined) return parseValue(key, text, name);
  return name.endsWith('.properties') ? parseProperties(text, name) : parseYaml(text, name);
};

const PROFILE_KEYS: ReadonlySet<string> = new Set(
  [WHERE.active, WHERE.include, WHERE.default].map((path) => relaxed(path)),
);

/** Who is only there for a profile cannot say which profiles there are. */
const tooLate = (document: ConfigDocument): readonly string[] =>
  document
    .filter(({ path }) => PROFILE_KEYS.has(listOf(relaxed(path))))
    .map(
      ({ path, origin }) =>
        `${keyOf(path)} (${origin.text}) has no effect: it stands in what is read for a profile only`,
    );

const folderOf = (name: string): string => {
  const folder = dirname(name);
  return folder === '.' ? '' : `${folder}/`;
};

/**
 * Reads the files of the groups; in each, what is meant for all profiles comes first.
 *
 * @param active the active profiles; undefined while they are not known: only what is meant for all is read then
 */
export const readLayers = (
  disk: Disk,
  groups: readonly (readonly string[])[],
  active: readonly string[] | undefined,
  fill: Fill,
): FileLayers => {
  const layers: ConfigDocument[] = [];
  const files: string[] = [];
  const problems: ConfigProblem[] = [];
  const warnings: string[] = [];

  const counts = (document: ConfigDocument): boolean => {
    const expressions = textsAt(WHERE.onProfile, merged(document));
    if (expressions.length === 0) return true;
    if (active === undefined) return false;
    warnings.push(...tooLate(document));
    return expressions.some((expression) => {
      const holds = holdsFor(expression, active);
      if (holds === null) {
        const at = document.find(({ path }) => relaxed(path).startsWith(relaxed(WHERE.onProfile)));
        const origin = at?.origin ?? { text: 'configuration' };
        problems.push(problem(origin, WHERE.onProfile, `expected profiles, found ${expression}`));
      }
      return holds === true;
    });
  };

  const take = (file: FoundFile, profile: string | undefined): void => {
    // Imported twice, or by itself: once is enough.
    if (files.includes(file.name)) return;
    files.push(file.name);
    const parsed = parse(file);
    problems.push(...parsed.problems);
    for (const written of parsed.documents) {
      const document = filled(written, fill);
      if (!counts(document)) continue;
      if (profile !== undefined) warnings.push(...tooLate(document));
      layers.push(document);
      const imports = textsAt(WHERE.import, merged(document));
      for (const location of imports) takeAll([location], folderOf(file.name));
    }
  };

  const takeAll = (group: readonly string[], base: string): void => {
    for (const profile of [undefined, ...(active ?? [])]) {
      for (const location of group) {
        const found = filesAt(disk, location, profile, base);
        problems.push(...found.problems);
        if (profile === undefined) warnings.push(...found.warnings);
        for (const file of found.files) take(file, profile);
      }
    }
  };

  for (const group of groups) takeAll(group, '');
  return { layers, files, problems, warnings };
};
