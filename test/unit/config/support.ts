import * as E from 'fp-ts/lib/Either.js';
import { loadConfig } from '../../../src/config/index.ts';
import type { ConfigProblem, LoadedConfig } from '../../../src/config/index.ts';

export interface Setup {
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly argv?: readonly string[];
}

const inApp = (path: string): string => path.replace(/^\/app\/(?:\.\/)?/, '');

const run = ({ files = {}, env = {}, argv = [] }: Setup) =>
  loadConfig({
    argv,
    env,
    cwd: '/app',
    readFile: (path) => files[inApp(path)] ?? null,
    listNames: (path) => {
      const below = Object.keys(files).filter((file) => file.startsWith(inApp(path)));
      return [...new Set(below.map((file) => file.slice(inApp(path).length).split('/', 1).join('')))];
    },
  });

/** Loads what must be right. */
export const load = (setup: Setup): LoadedConfig => {
  const loaded = run(setup);
  if (E.isLeft(loaded)) throw new Error(loaded.left.problems.map(({ message }) => message).join('\n'));
  return loaded.right;
};

/** Loads what must be wrong; its messages. */
export const problems = (setup: Setup): string[] => {
  const loaded = run(setup);
  if (E.isRight(loaded)) throw new Error('expected problems');
  return loaded.left.problems.map(({ message }: ConfigProblem) => message);
};

/** Loads what must be wrong; what else is said of it. */
export const warningsOfFailure = (setup: Setup): readonly string[] => {
  const loaded = run(setup);
  if (E.isRight(loaded)) throw new Error('expected problems');
  return loaded.left.warnings;
};

/** `application.yml` with a password and then `text`. */
export const yml = (text: string): Setup => ({
  files: { 'application.yml': `${text}\n` },
  env: { LAVALINK_SERVER_PASSWORD: 'p' },
});

export const server = (setup: Setup) => load(setup).config.lavalink.server;
