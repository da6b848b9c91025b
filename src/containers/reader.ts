/** A buffered cursor over a {@link ByteSource}: demuxers ask for bytes once (`need`) and then parse without awaits. */
import type { ByteSource } from './types.ts';
import { ContainerError } from './types.ts';

/** How much is asked of the source at a time: one read is 1–4 s of compressed music. */
const CHUNK_BYTES = 64 * 1024;

/** Nothing that a header describes may make us hold more than this: a lie about a length is an error, not an allocation. */
const MAX_NEED_BYTES = 16 * 1024 * 1024;

const EMPTY = new Uint8Array(0);

/**
 * The cursor may be moved anywhere on a seekable source, and forward on any other one: there it reads through what
 * lies between.
 *
 * @example
 * const reader = new ByteReader(source);
 * if (!(await reader.need(4))) throw new ContainerError('The file is cut off.');
 * const magic = reader.peekU32();
 */
export class ByteReader {
  readonly source: ByteSource;
  /** Everything below `#filled` is never written again, so that views on it stay true; the rest is room for more. */
  #room: Uint8Array = EMPTY;
  #filled = 0;
  #view: DataView = new DataView(EMPTY.buffer);
  /** Index in the buffer of the next byte to parse. */
  #at = 0;
  /** Offset in the source of the buffer's first byte. */
  #base = 0;
  /** Where the source's own cursor stands: the end of the last read. */
  #sourceAt = 0;

  constructor(source: ByteSource, offset = 0) {
    this.source = source;
    this.#base = offset;
    this.#sourceAt = offset;
  }

  /** Offset in the source of the next byte. */
  get position(): number {
    return this.#base + this.#at;
  }

  /** Bytes that can be parsed without another `need`. */
  get available(): number {
    return this.#filled - this.#at;
  }

  /**
   * Makes `count` bytes available; false when the source ends before (what there is stays available).
   * Rejects with a {@link ContainerError} for more than 16 MiB, and with whatever the source rejects with.
   */
  async need(count: number): Promise<boolean> {
    if (count > MAX_NEED_BYTES) throw new ContainerError(`A block of ${count} bytes is too large.`);
    while (this.available < count) {
      const missing = count - this.available;
      const more = await this.#read(this.#base + this.#filled, Math.max(CHUNK_BYTES, missing));
      if (more.length === 0) return false;
      this.#append(more, count);
    }
    return true;
  }

  async #read(offset: number, length: number): Promise<Uint8Array> {
    if (!Number.isSafeInteger(offset)) throw new ContainerError('A block lies outside of the file.');
    if (this.source.size !== undefined && offset >= this.source.size) return EMPTY;
    while (!this.source.seekable && this.#sourceAt < offset) {
      const passed = await this.source.read(this.#sourceAt, Math.min(CHUNK_BYTES, offset - this.#sourceAt));
      if (passed.length === 0) return EMPTY;
      this.#sourceAt += passed.length;
    }
    const more = await this.source.read(offset, length);
    this.#sourceAt = offset + more.length;
    return more;
  }

  /** `goal`: how many bytes the caller waits for; with small reads the buffer is made large enough once. */
  #append(more: Uint8Array, goal: number): void {
    if (this.#filled + more.length > this.#room.length) {
      const rest = this.#room.subarray(this.#at, this.#filled);
      const enough = Math.max(rest.length + more.length, Math.min(goal, 2 * rest.length + CHUNK_BYTES));
      const room = new Uint8Array(Math.max(enough, CHUNK_BYTES));
      room.set(rest);
      this.#base += this.#at;
      this.#at = 0;
      this.#filled = rest.length;
      this.#room = room;
    }
    this.#room.set(more, this.#filled);
    this.#filled += more.length;
    this.#view = new DataView(this.#room.buffer, 0, this.#filled);
  }

  /** Moves the cursor to an absolute offset; keeps what is buffered when it lies inside. */
  seek(offset: number): void {
    const at = offset - this.#base;
    if (at >= 0 && at <= this.#filled) {
      this.#at = at;
      return;
    }
    this.#room = EMPTY;
    this.#filled = 0;
    this.#view = new DataView(EMPTY.buffer);
    this.#at = 0;
    this.#base = offset;
  }

  skip(count: number): void {
    this.seek(this.position + count);
  }

  /** Buffered bytes from the cursor, not consumed; a view, valid until the next `need`. */
  peek(count = this.available): Uint8Array {
    return this.#room.subarray(this.#at, Math.min(this.#at + count, this.#filled));
  }

  /** Consumes `count` available bytes (fewer if there are fewer) and returns a copy that may be kept. */
  take(count: number): Uint8Array {
    const end = Math.min(this.#at + count, this.#filled);
    const bytes = this.#room.slice(this.#at, end);
    this.#at = end;
    return bytes;
  }

  /** The next bytes as unsigned integers; `ahead` looks past the cursor. All throw RangeError past what is available. */
  peekU8(ahead = 0): number {
    return this.#view.getUint8(this.#at + ahead);
  }
  peekU16(ahead = 0, littleEndian = false): number {
    return this.#view.getUint16(this.#at + ahead, littleEndian);
  }
  peekU32(ahead = 0, littleEndian = false): number {
    return this.#view.getUint32(this.#at + ahead, littleEndian);
  }
  peekU64(ahead = 0, littleEndian = false): bigint {
    return this.#view.getBigUint64(this.#at + ahead, littleEndian);
  }
}
