/** `${NAME:default}` inside values. */
import { listOf, pathOf, problem, relaxed, textAt } from './entry.ts';
import type { ConfigProblem, Entries, Entry } from './entry.ts';
import type { Env } from './environment.ts';
import { LISTS, PLACES } from './schema.ts';

/** One that has no other inside. */
const INNERMOST = /\$\{([^${}:]+)(?::([^${}]*))?\}/;

/** A placeholder whose value holds itself would never be done. */
const MAX_STEPS = 64;

/** What nobody reads need not be complete: plugin blocks hold placeholders that only their plugin knows. */
const hasEffect = (key: string): boolean =>
  LISTS.has(listOf(key)) ||
  PLACES.some(({ path, isMap }) => (isMap ? key.startsWith(`${relaxed(path)}.`) : key === relaxed(path)));

export interface Resolved {
  readonly entries: Entries;
  readonly problems: readonly ConfigProblem[];
}

/** What the reference calls the log file, inside the names of its archives. */
const LOG_NAMES: Readonly<Record<string, (entries: Entries) => string>> = {
  LOG_PATH: (entries) => textAt(['logging', 'file', 'path'], entries) ?? '',
  LOG_FILE: (entries) => {
    const folder = textAt(['logging', 'file', 'path'], entries);
    return (
      textAt(['logging', 'file', 'name'], entries) ?? `${folder === undefined ? '' : `${folder}/`}spring.log`
    );
  },
};

/**
 * Fills the placeholders of one entry. Names are looked up in the environment, then among the configuration's own keys.
 *
 * @param report told of what cannot be filled, which is then empty
 */
export const fillPlaceholders =
  (entries: Entries, env: Env, report: (problem: ConfigProblem) => void) =>
  (entry: Entry): string => {
    const valueOf = (name: string): string | undefined =>
      env[name] ?? entries.get(relaxed(pathOf(name)))?.text ?? LOG_NAMES[name]?.(entries);
    let text = entry.text;
    for (let step = 0; step < MAX_STEPS; step++) {
      const match = INNERMOST.exec(text);
      if (match === null) return text;
      const [whole, name = '', fallback] = match;
      const value = valueOf(name.trim()) ?? fallback;
      if (value === undefined) {
        report(
          problem(entry.origin, entry.path, `nothing is known of ${whole}: set ${name}, or give a default`),
        );
        return '';
      }
      text = text.slice(0, match.index) + value + text.slice(match.index + whole.length);
    }
    report(problem(entry.origin, entry.path, 'this value refers to itself'));
    return '';
  };

/** Fills the placeholders of everything that has an effect. */
export const resolvePlaceholders = (entries: Entries, env: Env): Resolved => {
  const problems: ConfigProblem[] = [];
  const fill = fillPlaceholders(entries, env, (found) => problems.push(found));
  const resolved = new Map(
    [...entries].map(([key, entry]) => [key, hasEffect(key) ? { ...entry, text: fill(entry) } : entry]),
  );
  return { entries: resolved, problems };
};
