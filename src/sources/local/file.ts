/** A file on this machine as a {@link ByteSource}. */
import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { ByteSource } from '../../containers/types.ts';

const NOTHING = new Uint8Array(0);

const fileSource = (handle: FileHandle, size: number): ByteSource => {
  let isClosed = false;
  return {
    size,
    seekable: true,
    async read(offset, length) {
      if (isClosed) throw new Error('The source is closed.');
      const wanted = Math.min(length, size - offset);
      if (wanted <= 0) return NOTHING;
      const { buffer, bytesRead } = await handle.read(new Uint8Array(wanted), 0, wanted, offset);
      return buffer.subarray(0, bytesRead);
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      // Only reads were made: a failing close loses nothing, and the handle is gone either way.
      handle.close().catch(() => undefined);
    },
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
    if (opened.isFile()) return fileSource(handle, opened.size);
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return null;
};
