/** Removes archives of the log: the oldest first, until few and small enough ones are left. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveNames } from './log.archives.ts';

export interface ArchiveLimits {
  /** 0: as many as there are. */
  readonly maxArchives: number;
  /** Of all together; 0: any size. */
  readonly maxArchiveBytes: number;
}

interface Archive {
  readonly path: string;
  readonly bytes: number;
  readonly atMs: number;
}

const find = async ({ folder, hasFolders, matches }: ArchiveNames): Promise<readonly Archive[]> => {
  const names = await readdir(folder, { recursive: hasFolders });
  const paths = names.map((name) => join(folder, name)).filter(matches);
  return Promise.all(
    paths.map(async (path) => {
      const { size, mtimeMs } = await stat(path);
      return { path, bytes: size, atMs: mtimeMs };
    }),
  );
};

/** Rejects when the folder cannot be read or a file cannot be removed. */
export const pruneArchives = async (
  names: ArchiveNames,
  { maxArchives, maxArchiveBytes }: ArchiveLimits,
): Promise<void> => {
  const newestFirst = [...(await find(names))].sort((a, b) => b.atMs - a.atMs || (b.path > a.path ? 1 : -1));
  let bytes = 0;
  const surplus = newestFirst.filter((archive, index) => {
    bytes += archive.bytes;
    return (maxArchives > 0 && index >= maxArchives) || (maxArchiveBytes > 0 && bytes > maxArchiveBytes);
  });
  for (const { path } of surplus) await rm(path, { force: true });
};
