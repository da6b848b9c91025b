/** A buffered cursor over a {@link ByteSource}: demuxers ask for bytes once (`need`) and then parse without awaits. */
import type { ByteSource } from './types.ts';
import { ContainerError } from './types.ts';

/** How much is asked of the source at a time: one read is 1–4 s of compressed music. */
const CHUNK_BYTES = 64 * 1024;

/** Nothing that a header describes may make us hold more than this: a lie about a length is an error, not an allocation. */
const MAX_NEED_BYTES = 16 * 1024 * 1024;

const EMPTY = new Uint8Array(0);

export class ByteReader {
  readonly source: ByteSource;
  #buffer: Uint8Array = EMPTY;
  #view: DataView = new DataView(EMPTY.buffer);
  /** Index in the buffer of the next byte to parse. */
  #at = 0;
  /** Offset in the source of the buffer's first byte. */
  #base = 0;

  constructor(source: ByteSource, offset = 0) {
    this.source = source;
    this.#base = offset;
  }

  /** Offset in the source of the next byte. */
  get position(): number {
    return this.#base + this.#at;
  }

  /** Bytes that can be parsed without another `need`. */
  get available(): number {
    return this.#buffer.length - this.#at;
  }

  /** Makes `count` bytes available; false when the source ends before (what there is stays available). */
  async need(count: number): Promise<boolean> {
    if (count > MAX_NEED_BYTES) throw new ContainerError(`A block of ${count} bytes is too large.`);
    while (this.available < count) {
      const missing = count - this.available;
      const more = await this.source.read(this.#base + this.#buffer.length, Math.max(CHUNK_BYTES, missing));
      if (more.length === 0) return false;
      this.#append(more);
    }
    return true;
  }

  #append(more: Uint8Array): void {
    const rest = this.#buffer.subarray(this.#at);
    const joined = rest.length === 0 ? more : new Uint8Array(rest.length + more.length);
    if (rest.length > 0) {
      joined.set(rest);
      joined.set(more, rest.length);
    }
    this.#base += this.#at;
    this.#at = 0;
    this.#buffer = joined;
    this.#view = new DataView(joined.buffer, joined.byteOffset, joined.byteLength);
  }

  /** Moves the cursor to an absolute offset; keeps what is buffered when it lies inside. */
  seek(offset: number): void {
    const at = offset - this.#base;
    if (at >= 0 && at <= this.#buffer.length) {
      this.#at = at;
      return;
    }
    this.#buffer = EMPTY;
    this.#view = new DataView(EMPTY.buffer);
    this.#at = 0;
    this.#base = offset;
  }

  skip(count: number): void {
    this.seek(this.position + count);
  }

  /** Buffered bytes from the cursor, not consumed; a view, valid until the next `need`. */
  peek(count = this.available): Uint8Array {
    return this.#buffer.subarray(this.#at, this.#at + count);
  }

  /** Consumes `count` available bytes and returns a copy that may be kept. */
  take(count: number): Uint8Array {
    const bytes = this.#buffer.slice(this.#at, this.#at + count);
    this.#at += count;
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
