/** The beginning of a file, kept, so that every probe and then the container can begin at its first byte. */
import type { ByteSource } from '../containers/types.ts';

/** What probes look at (spec audio.md §3.1). */
export const HEAD_BYTES = 1_024;

/** The first `length` bytes, fewer only when the file ends before. */
export const readHead = async (source: ByteSource, length = HEAD_BYTES): Promise<Uint8Array> => {
  const head = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const bytes = await source.read(filled, length - filled);
    if (bytes.length === 0) break;
    head.set(bytes, filled);
    filled += bytes.length;
  }
  return head.subarray(0, filled);
};

/** The same source, whose first bytes come from memory: reading them again works on a live stream too. */
export const withHead = (source: ByteSource, head: Uint8Array): ByteSource => ({
  size: source.size,
  seekable: source.seekable,
  read(offset, length) {
    if (offset < head.length) return Promise.resolve(head.slice(offset, offset + length));
    return source.read(offset, length);
  },
  close: () => source.close(),
  around: source.around,
  titles$: source.titles$,
});
