/** The file that is written: from its beginning to its end, and its header once more when all is known. */
import { open, unlink } from 'node:fs/promises';

/** Something about the output that cannot be; the message is for people. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

/** All methods reject with an {@link OutputError}. */
export interface OutputFile {
  append(bytes: Uint8Array): Promise<void>;
  /** Writes over what is there from `offset` on. */
  patch(offset: number, bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

const telling = async <A>(path: string, work: () => Promise<A>): Promise<A> => {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OutputError(`${path} cannot be written: ${reason}`, { cause: error });
  }
};

/** Creates the file, or empties the one that is there. Rejects with an {@link OutputError}. */
export const createOutputFile = (path: string): Promise<OutputFile> =>
  telling(path, async () => {
    const handle = await open(path, 'w');
    let size = 0;
    const writeAll = async (bytes: Uint8Array, offset: number): Promise<void> => {
      let done = 0;
      while (done < bytes.length) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, offset + done);
        done += bytesWritten;
      }
    };
    return {
      append: (bytes) =>
        telling(path, async () => {
          await writeAll(bytes, size);
          size += bytes.length;
        }),
      patch: (offset, bytes) => telling(path, () => writeAll(bytes, offset)),
      close: () => telling(path, () => handle.close()),
    };
  });

/** For a file without sound, which is of no use to anybody. Rejects with an {@link OutputError}. */
export const removeOutput = (path: string): Promise<void> => telling(path, () => unlink(path));
