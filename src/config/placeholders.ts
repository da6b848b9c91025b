/** `${NAME:default}` inside values. */
import { problem, relaxed } from './entry.ts';
import type { ConfigProblem, Entries, Entry } from './entry.ts';
import type { Env } from './environment.ts';
import { PLACES } from './schema.ts';

/** One that has no other inside. */
const INNERMOST = /\$\{([^${}:]+)(?::([^${}]*))?\}/;

/** A placeholder whose value holds itself would never be done. */
const MAX_STEPS = 64;

/** What nobody reads need not be complete: plugin blocks hold placeholders that only their plugin knows. */
const hasEffect = (key: string): boolean =>
  PLACES.some(({ path, isMap }) => (isMap ? key.startsWith(`${relaxed(path)}.`) : key === relaxed(path)));

export interface Resolved {
  readonly entries: Entries;
  readonly problems: readonly ConfigProblem[];
}

/** Names are looked up in the environment, then among the configuration's own keys. */
export const resolvePlaceholders = (entries: Entries, env: Env): Resolved => {
  const problems: ConfigProblem[] = [];

  const valueOf = (name: string): string | undefined =>
    env[name] ?? entries.get(relaxed(name.split('.')))?.text;

  const resolve = (entry: Entry): string => {
    let text = entry.text;
    for (let step = 0; step < MAX_STEPS; step++) {
      const match = INNERMOST.exec(text);
      if (match === null) return text;
      const [whole, name = '', fallback] = match;
      const value = valueOf(name.trim()) ?? fallback;
      if (value === undefined) {
        problems.push(
          problem(entry.origin, entry.path, `nothing is known of ${whole}: set ${name}, or give a default`),
        );
        return '';
      }
      text = text.slice(0, match.index) + value + text.slice(match.index + whole.length);
    }
    problems.push(problem(entry.origin, entry.path, 'this value refers to itself'));
    return '';
  };

  const resolved = new Map(
    [...entries].map(([key, entry]) => [key, hasEffect(key) ? { ...entry, text: resolve(entry) } : entry]),
  );
  return { entries: resolved, problems };
};
