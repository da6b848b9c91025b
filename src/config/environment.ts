/** Environment variables to entries: their names are derived from the known keys, never guessed from underscores. */
import type { Entry } from './entry.ts';
import { INERT } from './inert.ts';
import { WHERE } from './location.keys.ts';
import { KNOWN_FILTERS, PLACES } from './schema.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** `frameBufferDurationMs` and `gc-warnings` as words. */
const wordsOf = (segment: string): readonly string[] => segment.split(/-|(?<=[a-z0-9])(?=[A-Z])/);

/** `LAVALINK_SERVER_FRAMEBUFFERDURATIONMS` and `…_FRAME_BUFFER_DURATION_MS` are both the key's name. */
const patternOf = (path: readonly string[]): string =>
  path.map((segment) => wordsOf(segment).join('_?').toUpperCase()).join('_');

interface EnvName {
  readonly pattern: RegExp;
  pathFor(rest: string): readonly string[];
}

const exact = (path: readonly string[]): EnvName => ({
  pattern: new RegExp(`^${patternOf(path)}$`),
  pathFor: () => path,
});

/** The environment has no lower case and no dots: `_A_B` below a free map is its key `a.b`. */
const below = (path: readonly string[]): EnvName => ({
  pattern: new RegExp(`^${patternOf(path)}_(.+)$`),
  pathFor: (rest) => [...path, ...rest.toLowerCase().split('_')],
});

/** `…_IPBLOCKS` with commas, or `…_IPBLOCKS_0`, `…_IPBLOCKS_1`. */
const item = (path: readonly string[]): EnvName => ({
  pattern: new RegExp(`^${patternOf(path)}_(\\d+)$`),
  pathFor: (index) => [...path, `[${index}]`],
});

const FILTERS = ['lavalink', 'server', 'filters'];

const inertName = (key: string): EnvName =>
  key.endsWith('.*') ? below(key.slice(0, -2).split('.')) : exact(key.split('.'));

const NAMES: readonly EnvName[] = [
  ...KNOWN_FILTERS.map((name) => exact([...FILTERS, name])),
  ...PLACES.map(({ path, isMap }) => (isMap ? below(path) : exact(path))),
  ...PLACES.filter(({ isList }) => isList).map(({ path }) => item(path)),
  ...Object.values(WHERE).flatMap((path) => [exact(path), item(path)]),
  ...INERT.map(({ key }) => inertName(key)),
];

/** What Kubernetes puts into every container for a service named `lavalink-server`. */
const KUBERNETES = /_(?:SERVICE_(?:HOST|PORT.*)|PORT(?:_\d+_(?:TCP|UDP).*)?)$/;

/** Variables that can only be meant for us, so that a misspelt one is worth a word. */
const isOurs = (name: string): boolean => name.startsWith('LAVALINK_SERVER_') && !KUBERNETES.test(name);

const pathOf = (name: string): readonly string[] | undefined => {
  for (const known of NAMES) {
    const match = known.pattern.exec(name);
    if (match !== null) return known.pathFor(match[1] ?? '');
  }
  return isOurs(name) ? name.toLowerCase().split('_') : undefined;
};

/** The settings in the environment. An empty variable counts as not set, as compose files like to write them. */
export const entriesOfEnv = (env: Env): readonly Entry[] =>
  Object.entries(env).flatMap(([name, text]) => {
    if (text === undefined || text === '') return [];
    const path = pathOf(name);
    return path === undefined ? [] : [{ path, text, origin: { text: `environment variable ${name}` } }];
  });
