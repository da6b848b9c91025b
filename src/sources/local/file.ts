/** A file on this machine as a {@link ByteSource}. */
import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Around, ByteSource } from '../../containers/types.ts';

const NOTHING = new Uint8Array(0);

/** Other files only: what a playlist on this machine names on the net is none of this source's business. */
const openUrl = async (url: string): Promise<ByteSource> => {
  if (!url.startsWith('file:')) throw new Error(`A file on this machine does not lead to ${url}`);
  const opened = await openFile(fileURLToPath(url));
  if (opened === null) throw new Error(`There is no file at ${url}`);
  return opened;
};

const aroundOf = (path: string, closed: AbortSignal): Around => ({
  url: pathToFileURL(resolve(path)).href,
  closed,
  open: openUrl,
});

const fileSource = (handle: FileHandle, size: number, path: string): ByteSource => {
  const closing = new AbortController();
  return {
    size,
    seekable: true,
    async read(offset, length) {
      if (closing.signal.aborted) throw new Error('The source is closed.');
      const wanted = Math.min(length, size - offset);
      if (wanted <= 0) return NOTHING;
      const { buffer, bytesRead } = await handle.read(new Uint8Array(wanted), 0, wanted, offset);
      return buffer.subarray(0, bytesRead);
    },
    close() {
      if (closing.signal.aborted) return;
      closing.abort();
      // Only reads were made: a failing close loses nothing, and the handle is gone either way.
      handle.close().catch(() => undefined);
    },
    around: aroundOf(path, closing.signal),
  };
};

/** Opens a regular file; null when there is none at `path`. Rejects when there is one that cannot be read. */
export const openFile = async (path: string): Promise<ByteSource | null> => {
  // Before opening it: opening a pipe or a device may wait for ever or do something.
  const found = await stat(path).catch(() => null); // Not there, not reachable, not a path: it is no file of ours.
  if (found === null || !found.isFile()) return null;
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const opened = await handle.stat();
    if (opened.isFile()) return fileSource(handle, opened.size, path);
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return null;
};
