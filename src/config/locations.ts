// Which files a location stands for: `./config/`, `optional:file:/etc/lava.yml`, and those with a `*`.
import { isAbsolute, join } from 'node:path';
import { problem } from './entry.ts';
import type { ConfigProblem } from './entry.ts';

/** The text of a file; null when there is none. Throws when there is one that cannot be read. */
export type ReadFile = (path: string) => string | null;

/** The names in a folder; none when there is no such folder. Throws when there is one that cannot be read. */
export type ListNames = (path: string) => readonly string[];

export interface FoundFile {
  /** As people call it: relative to the working directory where it was found by searching. */
  readonly name: string;
  readonly text: string;
  /** Of a configtree: the file is the value of this key. */
  readonly key?: string;
}

export interface Found {
  readonly files: readonly FoundFile[];
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly string[];
}

export interface Disk {
  readonly cwd: string;
  readonly readFile: ReadFile;
  readonly listNames: ListNames;
  /** Of the files that are looked for in folders, without their endings. */
  readonly names: readonly string[];
}

/** Lowest priority first. */
const ENDINGS = ['.yaml', '.yml', '.properties'];

/** Where the reference looks; profiles come after all three. */
export const SEARCHED: readonly string[] = ['', 'config/', 'config/*/'].map((path) => `optional:${path}`);

/** Where the reference's container image keeps its file: read when there is no other. */
export const IMAGE_FILE = 'optional:/opt/Lavalink/application.yml';

/**
 * Groups of locations. Spring separates them with commas; within a group, with semicolons, profiles win over place.
 *
 * @example splitLocations('a.yml,optional:file:./b/;c.yml') // [['a.yml'], ['optional:file:./b/', 'c.yml']]
 */
export const splitLocations = (text: string): readonly (readonly string[])[] => {
  const parts = (list: string, separator: string): readonly string[] =>
    list
      .split(separator)
      .map((part) => part.trim())
      .filter((part) => part !== '');
  return parts(text, ',').map((group) => parts(group, ';'));
};

/** `classpath:`, `configserver:`; not a Windows drive. */
const SCHEME = /^([a-z][a-z-]+):/i;

/** `/etc/lava[.yml]`: a file without an ending, and which one it would have. */
const HINT = /\[(\.\w+)\]$/;

const withProfile = (path: string, profile: string): string =>
  path.replace(/(\.\w+)?$/, (ending) => `-${profile}${ending}`);

/**
 * The files at one location, lowest priority first.
 *
 * @param profile of files that are meant for one profile; undefined: for all
 * @param base folder of what is relative; undefined: the working directory
 */
export const filesAt = (disk: Disk, location: string, profile: string | undefined, base = ''): Found => {
  const problems: ConfigProblem[] = [];
  const absolute = (name: string): string => (isAbsolute(name) ? name : join(disk.cwd, name));

  const read = (name: string): readonly FoundFile[] => {
    try {
      const text = disk.readFile(absolute(name));
      return text === null ? [] : [{ name, text }];
    } catch (error) {
      problems.push(problem({ text: name }, [], `cannot be read: ${String(error)}`));
      return [];
    }
  };

  /** Kubernetes keeps what it mounts in folders that begin with two dots, and links to it. */
  const list = (folder: string): readonly string[] => {
    try {
      const names = disk.listNames(absolute(folder)).filter((name) => !name.startsWith('..'));
      return [...names].sort();
    } catch (error) {
      problems.push(problem({ text: folder }, [], `cannot be read: ${String(error)}`));
      return [];
    }
  };

  const named = (path: string): string => (profile === undefined ? path : withProfile(path, profile));

  const inFolder = (folder: string): readonly FoundFile[] =>
    disk.names.flatMap((name) =>
      ENDINGS.flatMap((ending) =>
        read(`${folder}${profile === undefined ? name : `${name}-${profile}`}${ending}`),
      ),
    );

  const at = (path: string): readonly FoundFile[] => {
    const [, parent, rest] = /^(.*?)\*\/(.*)$/.exec(path) ?? [];
    if (parent !== undefined && rest !== undefined) {
      return list(parent).flatMap((folder) => at(`${parent}${folder}/${rest}`));
    }
    return path === '' || path.endsWith('/') ? inFolder(path) : read(named(path));
  };

  const isOptional = location.startsWith('optional:');
  const resource = location.replace(/^optional:/, '');
  const path = resource.replace(/^file:(?:\/\/(?=\/))?/, '');
  const scheme = SCHEME.exec(path)?.[1];
  if (scheme !== undefined && scheme !== 'configtree') {
    return {
      files: [],
      problems,
      warnings: [`${location} is not read: only files can be (${scheme}: is none)`],
    };
  }

  /** Each file is a key, and what is in it the value: secrets of Docker and Kubernetes. */
  const tree = (folder: string): readonly FoundFile[] =>
    profile === undefined
      ? list(folder).flatMap((key) => read(`${folder}${key}`).map((file) => ({ ...file, key })))
      : [];

  const ending = HINT.exec(path)?.[1] ?? '';
  const isRelative = resource === path && !isAbsolute(path);
  const files =
    scheme === 'configtree'
      ? tree(path.slice('configtree:'.length))
      : at(`${isRelative ? base : ''}${path.replace(HINT, '')}`);
  if (files.length === 0 && problems.length === 0 && !isOptional && profile === undefined) {
    problems.push(problem({ text: location }, [], 'there is no such configuration file'));
  }
  return {
    // The ending decides how a file is read.
    files: files.map((file) => ({ ...file, name: `${file.name}${ending}` })),
    problems,
    warnings: [],
  };
};
