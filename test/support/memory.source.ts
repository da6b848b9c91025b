/** A {@link ByteSource} over bytes in memory that can behave like a file, like a slow socket or like a live radio. */
import type { ByteSource } from '../../src/containers/types.ts';

export interface MemorySourceOptions {
  /** False: reads may only go forward, as with a live stream; going back rejects. Default true. */
  readonly seekable?: boolean;
  /** False: `size` is undefined. Default true. */
  readonly sizeKnown?: boolean;
  /** Deliver at most this many bytes per read; each read delivers a random number from 1 to this. Default: all. */
  readonly maxSlice?: number;
  /** Seed of the random slices. */
  readonly seed?: number;
}

export interface MemorySource extends ByteSource {
  /** Bytes delivered so far: shows that artwork or the rest of the file was not read. */
  readonly bytesRead: number;
  /** Offsets of all reads so far. */
  readonly offsets: readonly number[];
  readonly closed: boolean;
}

/** Small seeded generator (mulberry32): returns numbers in [0, 1). */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/**
 * Rejects what the contract forbids: reading back on a source that is not seekable, two reads at once, a read after
 * `close`, offsets that are not whole numbers.
 *
 * @example memorySource(file)                                              // a local file
 * @example memorySource(file, { seekable: false, sizeKnown: false, maxSlice: 7, seed: 42 })   // live radio
 */
export const memorySource = (bytes: Uint8Array, options: MemorySourceOptions = {}): MemorySource => {
  const { seekable = true, sizeKnown = true, maxSlice, seed = 42 } = options;
  const random = seededRandom(seed);
  const offsets: number[] = [];
  let bytesRead = 0;
  let end = 0;
  let closed = false;
  let busy = false;
  return {
    size: sizeKnown ? bytes.length : undefined,
    seekable,
    get bytesRead() {
      return bytesRead;
    },
    get offsets() {
      return offsets;
    },
    get closed() {
      return closed;
    },
    async read(offset, length) {
      if (closed) throw new Error('read after close');
      if (busy) throw new Error('two reads at once');
      if (!Number.isSafeInteger(offset) || offset < 0) throw new Error(`bad offset ${offset}`);
      if (!Number.isSafeInteger(length) || length < 1) throw new Error(`bad length ${length}`);
      if (!seekable && offset < end) throw new Error(`read back to ${offset} from ${end}`);
      busy = true;
      await Promise.resolve();
      busy = false;
      offsets.push(offset);
      const most = maxSlice === undefined ? length : Math.min(length, 1 + Math.floor(random() * maxSlice));
      const slice = bytes.slice(offset, offset + most);
      bytesRead += slice.length;
      end = offset + slice.length;
      return slice;
    },
    close() {
      closed = true;
    },
  };
};
