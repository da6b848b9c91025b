/** Byte sources in use: each is closed exactly once, however often and from wherever it is asked, and counted. */
import type { Around, ByteSource } from '../containers/types.ts';

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

/** What is opened through a file is closed with it, also when it arrives after that. */
class Children {
  readonly #take: Leases['take'];
  readonly #open = new Set<ByteSource>();
  #isClosed = false;

  constructor(take: Leases['take']) {
    this.#take = take;
  }

  of(around: Around): Around {
    return { ...around, open: async (url) => this.#keep(await around.open(url)) };
  }

  #keep(source: ByteSource): ByteSource {
    const lease = this.#take(source);
    if (this.#isClosed) {
      lease.close();
      throw new Error('The file was closed while another one was opened through it.');
    }
    const close = (): void => {
      this.#open.delete(child);
      lease.close();
    };
    const child: ByteSource = { ...lease, close };
    this.#open.add(child);
    return child;
  }

  close(): void {
    this.#isClosed = true;
    for (const child of this.#open) child.close();
  }
}

/** @example const leases = createLeases(); leases.take(source).close(); leases.count() // 0 */
export const createLeases = (): Leases => {
  let open = 0;

  const take = (source: ByteSource): Lease => {
    let isOpen = true;
    let readError: unknown;
    const children = new Children(take);
    open += 1;
    return {
      size: source.size,
      seekable: source.seekable,
      around: source.around && children.of(source.around),
      titles$: source.titles$,
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
        children.close();
        source.close();
      },
    };
  };

  return { count: () => open, take };
};
