/** From files, environment and command line to one typed value. */
import * as E from 'fp-ts/lib/Either.js';
import { decode } from './decode.ts';
import { mergeLayers, problem, relaxed } from './entry.ts';
import type { ConfigProblem, Entries, Origin } from './entry.ts';
import type { Env } from './environment.ts';
import { judge } from './judge.ts';
import type { ListNames, ReadFile } from './locations.ts';
import { withNewNames } from './old.names.ts';
import { resolvePlaceholders } from './placeholders.ts';
import { applyRanges } from './ranges.ts';
import { LISTS } from './schema.ts';
import type { Config } from './schema.ts';
import { readSettings } from './settings.ts';

export interface ConfigInput {
  /** Without the program and the script. */
  readonly argv: readonly string[];
  readonly env: Env;
  /** Where the search for files begins. */
  readonly cwd: string;
  readonly readFile: ReadFile;
  /** For the folders below `./config/`, and for configtree; default: all folders are empty. */
  readonly listNames?: ListNames;
  /** What other parts of the node have to say about their settings. */
  readonly checks?: readonly ConfigCheck[];
}

/** Null: all is well. */
export type ConfigCheck = (config: Config) => {
  readonly key: string;
  /** `expected …, found …` */
  readonly message: string;
} | null;

export interface LoadedConfig {
  readonly config: Config;
  /** For the log, one line each. */
  readonly warnings: readonly string[];
  /** The files that were read, lowest priority first. */
  readonly files: readonly string[];
  /** The active profiles; Spring's `default` when nobody asked for any. */
  readonly profiles: readonly string[];
}

export interface ConfigFailure {
  /** Everything that keeps the node from starting. */
  readonly problems: readonly ConfigProblem[];
  /** What else there is to say: a misspelt key is often why another one is missing. */
  readonly warnings: readonly string[];
}

const NO_PASSWORD: ConfigProblem = problem(
  { text: 'configuration' },
  ['lavalink', 'server', 'password'],
  'expected a password. Without one no client could log in; set it in application.yml or as LAVALINK_SERVER_PASSWORD',
);

/** Where a key was written, or an item of it if it is a list. */
const originOf = (key: string, entries: Entries): Origin => {
  const path = relaxed(key.split('.'));
  const [, entry] = [...entries].find(([other]) => other === path || other.startsWith(`${path}.[`)) ?? [];
  return entry?.origin ?? { text: 'configuration' };
};

const checked = (
  config: Config,
  checks: readonly ConfigCheck[],
  entries: Entries,
): readonly ConfigProblem[] =>
  checks.flatMap((check) => {
    const found = check(config);
    return found === null ? [] : [problem(originOf(found.key, entries), found.key.split('.'), found.message)];
  });

/**
 * Reads the configuration with the reference's precedence: files, then environment variables, `-D` properties,
 * `SPRING_APPLICATION_JSON` and `--key=value` arguments, each over the ones before. Left: everything that is wrong.
 *
 * @example
 * const loaded = loadConfig({ argv: process.argv.slice(2), env: process.env, cwd: process.cwd(), readFile: readTextFile });
 */
export const loadConfig = (input: ConfigInput): E.Either<ConfigFailure, LoadedConfig> => {
  const { env, checks = [] } = input;
  const settings = readSettings({ listNames: () => [], ...input });
  const merged = withNewNames(mergeLayers(settings.layers, LISTS));
  const { entries, problems: unresolved } = resolvePlaceholders(merged, env);

  const judged = judge(entries);
  const warnings = [...settings.warnings, ...judged.warnings];
  const decoded = decode(entries);
  const problems = [
    ...settings.problems,
    ...unresolved,
    ...judged.problems,
    ...(E.isLeft(decoded) ? decoded.left : []),
  ];
  if (E.isLeft(decoded)) return E.left({ problems, warnings });
  problems.push(...checked(decoded.right, checks, entries));
  // Said only when nothing else is wrong with it: a broken file has no password either.
  if (problems.length === 0 && decoded.right.lavalink.server.password === '') problems.push(NO_PASSWORD);
  if (problems.length > 0) return E.left({ problems, warnings });

  const ranged = applyRanges(decoded.right);
  const { files, profiles } = settings;
  return E.right({ config: ranged.config, warnings: [...warnings, ...ranged.warnings], files, profiles });
};
