/** Byte sources in use: each is closed exactly once, however often and from wherever it is asked, and counted. */
import type { ByteSource } from '../containers/types.ts';

export interface Lease extends ByteSource {
  /** What a read rejected with, if one did: then the bytes are to blame, not whoever parses them. */
  readonly readError: unknown;
}

export interface Leases {
  /** Takes a source over. */
  take(source: ByteSource): Lease;
  /** How many are open now. */
  count(): number;
}

/** @example const leases = createLeases(); leases.take(source).close(); leases.count() // 0 */
export const createLeases = (): Leases => {
  let open = 0;
  return {
    count: () => open,
    take(source) {
      let isOpen = true;
      let readError: unknown;
      open += 1;
      return {
        size: source.size,
        seekable: source.seekable,
        get readError() {
          return readError;
        },
        async read(offset, length) {
          try {
            return await source.read(offset, length);
          } catch (error) {
            readError ??= error;
            throw error;
          }
        },
        close() {
          if (!isOpen) return;
          isOpen = false;
          open -= 1;
          source.close();
        },
      };
    },
  };
};
