/** The fields of a box that is in memory, read in their order: big-endian, as all of MP4 is (ISO 14496-12). */
import { ContainerError } from '../types.ts';

export const damaged = (): ContainerError => new ContainerError('The MP4 file is damaged.');

/** Every read past the end throws a {@link ContainerError}. */
export class Fields {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  #take(count: number): number {
    const at = this.#at;
    if (count > this.left) throw damaged();
    this.#at += count;
    return at;
  }

  skip(count: number): this {
    this.#take(count);
    return this;
  }
  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }
  u16(): number {
    return this.#view.getUint16(this.#take(2));
  }
  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }
  i32(): number {
    return this.#view.getInt32(this.#take(4));
  }
  /** Exact below 2^53. */
  u64(): number {
    return Number(this.#view.getBigUint64(this.#take(8)));
  }
  i64(): number {
    return Number(this.#view.getBigInt64(this.#take(8)));
  }
  f64(): number {
    return this.#view.getFloat64(this.#take(8));
  }
  /** A 32-bit field in version 0 of a box, a 64-bit one in version 1. */
  wide(version: number): number {
    return version === 0 ? this.u32() : this.u64();
  }
  /** A view. */
  bytes(count: number): Uint8Array {
    const at = this.#take(count);
    return this.#bytes.subarray(at, at + count);
  }
  rest(): Uint8Array {
    return this.bytes(this.left);
  }
  /** Four letters. */
  type(): string {
    return String.fromCharCode(...this.bytes(4));
  }
  /** How many entries of `entryBytes` the table that begins here has: its count field, which must not lie. */
  count(entryBytes: number): number {
    const count = this.u32();
    if (count * entryBytes > this.left) throw damaged();
    return count;
  }
}
