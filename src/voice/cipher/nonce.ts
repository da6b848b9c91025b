/** Bytes of RTP header in front, of tag and counter behind the encrypted body. */
export const HEADER_BYTES = 12;
export const TAG_BYTES = 16;
export const COUNTER_BYTES = 4;

/** A nonce that counts in its first four bytes, big endian; the rest is zero. Unique for 2^32 packets: 2.7 years. */
export class CountingNonce {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #count = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.#view = new DataView(this.bytes.buffer);
  }

  /** Goes on to the next value and writes its four counting bytes at `at` of the packet. */
  step(packet: Uint8Array, at: number): void {
    this.#count = (this.#count + 1) >>> 0;
    this.#view.setUint32(0, this.#count);
    for (let i = 0; i < COUNTER_BYTES; i += 1) packet[at + i] = this.bytes[i] ?? 0;
  }
}
