/** A cursor over the fields of a blob (protocol §4.2). */
import { BlobError } from './blob.ts';
import { readModifiedUtf8 } from './utf.ts';

/** What the reference says when the bytes end too early. */
const END_OF_FILE = 'No message available';

/** Reads fields one after the other. Throws {@link BlobError} at the end of the bytes. */
export class FieldReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  #step(size: number): number {
    const at = this.#at;
    if (at + size > this.#bytes.length) throw new BlobError('truncated', END_OF_FILE);
    this.#at += size;
    return at;
  }

  u8(): number {
    return this.#bytes.readUInt8(this.#step(1));
  }

  u32(): number {
    return this.#bytes.readUInt32BE(this.#step(4));
  }

  i64(): bigint {
    return this.#bytes.readBigInt64BE(this.#step(8));
  }

  bytes(size: number): Buffer {
    const at = this.#step(size);
    return this.#bytes.subarray(at, at + size);
  }

  utf(): string {
    return readModifiedUtf8(this.bytes(this.#bytes.readUInt16BE(this.#step(2))));
  }

  optionalUtf(): string | null {
    return this.u8() === 0 ? null : this.utf();
  }

  /** All that is left but the last `kept` bytes, as a copy. */
  rest(kept: number): Uint8Array {
    return Uint8Array.from(this.bytes(Math.max(0, this.#bytes.length - this.#at - kept)));
  }
}
