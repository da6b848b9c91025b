/** From files, environment and command line to one typed value. */
import * as E from 'fp-ts/lib/Either.js';
import { parseArguments } from './arguments.ts';
import { decode } from './decode.ts';
import { mergeLayers, problem, relaxed } from './entry.ts';
import type { ConfigProblem, Entries, Entry, Origin } from './entry.ts';
import { entriesOfEnv } from './environment.ts';
import type { Env } from './environment.ts';
import { LOCATION_KEYS } from './inert.ts';
import { judge } from './judge.ts';
import { findFiles, splitLocations } from './locations.ts';
import type { ReadFile } from './locations.ts';
import { resolvePlaceholders } from './placeholders.ts';
import { applyRanges } from './ranges.ts';
import { LISTS } from './schema.ts';
import type { Config } from './schema.ts';
import { parseYaml } from './yaml.ts';

export interface ConfigInput {
  /** Without the program and the script. */
  readonly argv: readonly string[];
  readonly env: Env;
  /** Where the search for files begins. */
  readonly cwd: string;
  readonly readFile: ReadFile;
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
}

const NO_PASSWORD: ConfigProblem = problem(
  { text: 'configuration' },
  ['lavalink', 'server', 'password'],
  'expected a password. Without one no client could log in; set it in application.yml or as LAVALINK_SERVER_PASSWORD',
);

const [LOCATION, ADDITIONAL] = LOCATION_KEYS;

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

/** What the command line, or else the environment, says of where files are. */
const locationsIn = (
  options: readonly Entry[],
  key: string,
  fromEnv: string | undefined,
): readonly string[] => {
  const option = options.findLast(({ path }) => relaxed(path) === relaxed(key.split('.')));
  return splitLocations(option?.text ?? fromEnv);
};

/**
 * Reads the configuration with the reference's precedence: files, then environment variables, `-D` properties,
 * `SPRING_APPLICATION_JSON` and `--key=value` arguments, each over the ones before. Left: everything that is wrong.
 *
 * @example
 * const loaded = loadConfig({ argv: process.argv.slice(2), env: process.env, cwd: process.cwd(), readFile: readTextFile });
 */
export const loadConfig = ({
  argv,
  env,
  cwd,
  readFile,
  checks = [],
}: ConfigInput): E.Either<ConfigProblem[], LoadedConfig> => {
  const { system, options, locations } = parseArguments(argv);
  const named = [
    ...locationsIn([...system, ...options], LOCATION, env['SPRING_CONFIG_LOCATION']),
    ...locations,
  ];
  const extra = env['SPRING_CONFIG_ADDITIONAL_LOCATION'] ?? env['SPRING_CONFIG_ADDITIONALLOCATION'];
  const additional = locationsIn([...system, ...options], ADDITIONAL, extra);
  const found = findFiles({ cwd, readFile, locations: named, additional });

  const parsed = found.files.map(({ name, text }) => parseYaml(text, name));
  const json = parseYaml(env['SPRING_APPLICATION_JSON'] ?? '', 'SPRING_APPLICATION_JSON');
  const layers = [...parsed.map(({ entries }) => entries), entriesOfEnv(env), system, json.entries, options];
  const { entries, problems: unresolved } = resolvePlaceholders(mergeLayers(layers, LISTS), env);

  const judged = judge(entries);
  const decoded = decode(entries);
  const problems = [
    ...found.problems,
    ...parsed.flatMap((file) => file.problems),
    ...json.problems,
    ...unresolved,
    ...judged.problems,
    ...(E.isLeft(decoded) ? decoded.left : []),
  ];
  if (E.isLeft(decoded)) return E.left(problems);
  problems.push(...checked(decoded.right, checks, entries));
  // Said only when nothing else is wrong with it: a broken file has no password either.
  if (problems.length === 0 && decoded.right.lavalink.server.password === '') problems.push(NO_PASSWORD);
  if (problems.length > 0) return E.left(problems);

  const { config, warnings } = applyRanges(decoded.right);
  return E.right({
    config,
    warnings: [...found.warnings, ...judged.warnings, ...warnings],
    files: found.files.map(({ name }) => name),
  });
};
