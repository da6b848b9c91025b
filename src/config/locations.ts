/** Which files are read, lowest priority first. */
import { isAbsolute, join } from 'node:path';
import { problem } from './entry.ts';
import type { ConfigProblem } from './entry.ts';

/** The text of a file; null when there is none. Throws when there is one that cannot be read. */
export type ReadFile = (path: string) => string | null;

export interface FoundFile {
  /** As people call it: relative to the working directory where it was found by searching. */
  readonly name: string;
  readonly text: string;
}

export interface Found {
  readonly files: readonly FoundFile[];
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly string[];
}

export interface Search {
  readonly cwd: string;
  readonly readFile: ReadFile;
  /** Replaces the search. */
  readonly locations: readonly string[];
  /** Read after, and over, what the search found. */
  readonly additional: readonly string[];
}

const NAMES = ['application.yaml', 'application.yml'];
const FOLDERS = ['', 'config/'];

/** Where the reference's container image keeps its file: read when there is no other. */
const IMAGE_FILE = '/opt/Lavalink/application.yml';

/** `a.yml,optional:file:./b/;c.yml`: Spring separates with commas and groups with semicolons. */
export const splitLocations = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

export const findFiles = ({ cwd, readFile, locations, additional }: Search): Found => {
  const problems: ConfigProblem[] = [];
  const warnings: string[] = [];

  const read = (name: string): readonly FoundFile[] => {
    try {
      const text = readFile(isAbsolute(name) ? name : join(cwd, name));
      return text === null ? [] : [{ name, text }];
    } catch (error) {
      problems.push(problem({ text: name }, [], `cannot be read: ${String(error)}`));
      return [];
    }
  };

  const search = (): readonly FoundFile[] => {
    for (const folder of FOLDERS) {
      const [ignored] = read(`${folder}application.properties`);
      if (ignored !== undefined)
        warnings.push(`${ignored.name} is not read: write its keys into application.yml.`);
    }
    const found = FOLDERS.flatMap((folder) => NAMES.flatMap((name) => read(`${folder}${name}`)));
    return found.length > 0 ? found : read(IMAGE_FILE);
  };

  const locate = (location: string): readonly FoundFile[] => {
    const isOptional = location.startsWith('optional:');
    const path = location.replace(/^optional:/, '').replace(/^file:(?:\/\/(?=\/))?/, '');
    const before = problems.length;
    const found = path.endsWith('/') ? NAMES.flatMap((name) => read(`${path}${name}`)) : read(path);
    if (found.length === 0 && !isOptional && problems.length === before) {
      problems.push(problem({ text: location }, [], 'there is no such configuration file'));
    }
    return found;
  };

  const main = locations.length > 0 ? locations.flatMap(locate) : search();
  const files = [...main, ...additional.flatMap(locate)];
  return { files, problems, warnings };
};
