/** The presentation language of TLS as MLS uses it (RFC 9420 §2.1), reading side. Throws RangeError at the end. */
export class TlsReader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes read so far. */
  get offset(): number {
    return this.#offset;
  }

  get isAtEnd(): boolean {
    return this.#offset === this.#bytes.length;
  }

  take(count: number): Buffer {
    if (this.#offset + count > this.#bytes.length) throw new RangeError('MLS message ends too early');
    this.#offset += count;
    return this.#bytes.subarray(this.#offset - count, this.#offset);
  }

  uint8(): number {
    return this.take(1).readUInt8();
  }

  uint16(): number {
    return this.take(2).readUInt16BE();
  }

  uint32(): number {
    return this.take(4).readUInt32BE();
  }

  uint64(): bigint {
    return this.take(8).readBigUInt64BE();
  }

  /** The content of a variable-size vector (RFC 9420 §2.1.2). */
  vector(): Buffer {
    const first = this.uint8();
    const form = first >> 6;
    if (form === 3) throw new RangeError('MLS vector with an invalid length prefix');
    let size = first & 0x3f;
    for (let left = 2 ** form - 1; left > 0; left -= 1) size = size * 256 + this.uint8();
    return this.take(size);
  }

  /** Reads elements until the vector's content is used up. */
  elements<T>(read: (element: TlsReader) => T): readonly T[] {
    const content = new TlsReader(this.vector());
    const found: T[] = [];
    while (!content.isAtEnd) found.push(read(content));
    return found;
  }
}
