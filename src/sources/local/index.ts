/** The local source: files on this machine, by their path. */
import { extname } from 'node:path';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { failureOf } from '../failure.ts';
import type { Resolution, Source } from '../types.ts';
import { openFile } from './file.ts';

const OPEN_FAILED = 'Failed to open file for reading.';

const load = async (identifier: string): Promise<Resolution | null> => {
  // "Existing and readable" is what makes a path ours; another source may know what to do with it.
  const bytes = await openFile(identifier).catch(() => null);
  if (bytes === null) return null;
  return {
    type: 'media',
    bytes,
    identifier,
    hints: { extension: extname(identifier).slice(1).toLowerCase() },
  };
};

const open = async (identifier: string) => {
  const bytes = await openFile(identifier);
  if (bytes === null) throw new Error(`There is no file at ${identifier}`);
  return bytes;
};

/**
 * Any regular file that the process may read, absolute or relative to its working directory; no sandbox. Whoever may
 * load tracks may then read the names and sound of all media files: leave it off where users are not trusted.
 *
 * @example await createLocalSource().load('/music/song.flac')();
 */
export const createLocalSource = (): Source => ({
  name: 'local',
  load: (identifier) =>
    TE.tryCatch(
      () => load(identifier),
      (error) => failureOf(OPEN_FAILED, 'suspicious', error),
    ),
  open: (track) =>
    TE.tryCatch(
      () => open(track.identifier),
      (error) => failureOf(OPEN_FAILED, 'suspicious', error),
    ),
});
