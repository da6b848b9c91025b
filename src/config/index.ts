/** The configuration: `application.yml`, environment and command line as one typed value. */
import { readdirSync, readFileSync } from 'node:fs';
import type { ListNames, ReadFile } from './locations.ts';

export type { ConfigProblem } from './entry.ts';
export { loadConfig } from './load.ts';
export type { ConfigCheck, ConfigFailure, ConfigInput, LoadedConfig } from './load.ts';
export type { Config } from './schema.ts';

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/** A file's text; null when there is none. Throws when there is one that cannot be read. */
export const readTextFile: ReadFile = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
};

/** The names in a folder; none when there is no such folder. Throws when there is one that cannot be read. */
export const listNames: ListNames = (path) => {
  try {
    return readdirSync(path);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
};
