/** A reader over bytes that are in memory already: the parsers that take a reader can look into them, too. */
import { ByteReader } from '../reader.ts';

export const memoryReader = (bytes: Uint8Array): ByteReader =>
  new ByteReader({
    size: bytes.length,
    seekable: true,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
    close() {
      // Nothing is held open.
    },
  });
