/** `aead_xchacha20_poly1305_rtpsize`, which every server offers: with sodium-native in place, else with @noble/ciphers. */
import type { TransportCipher } from '../../../streams/voice/ports.ts';
import { COUNTER_BYTES, CountingNonce, HEADER_BYTES, TAG_BYTES } from './nonce.ts';

const NONCE_BYTES = 24;

/** What we use of sodium-native. It works on any bytes, although it is declared for `Buffer` only. */
export interface Sodium {
  crypto_aead_xchacha20poly1305_ietf_encrypt(
    ciphertext: Uint8Array,
    message: Uint8Array,
    authenticated: Uint8Array | null,
    unused: null,
    nonce: Uint8Array,
    key: Uint8Array,
  ): unknown;
}

/** What we use of @noble/ciphers. */
export type Noble = (
  key: Uint8Array,
  nonce: Uint8Array,
  authenticated: Uint8Array,
) => { encrypt(message: Uint8Array): Uint8Array };

export class SodiumCipher implements TransportCipher {
  readonly #sodium: Sodium;
  readonly #key: Uint8Array;
  readonly #nonce = new CountingNonce(NONCE_BYTES);

  constructor(sodium: Sodium, key: Uint8Array) {
    this.#sodium = sodium;
    this.#key = Uint8Array.from(key);
  }

  seal(packet: Uint8Array, bodyLength: number): number {
    const end = HEADER_BYTES + bodyLength;
    this.#nonce.step(packet, end + TAG_BYTES);
    this.#sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
      packet.subarray(HEADER_BYTES, end + TAG_BYTES),
      packet.subarray(HEADER_BYTES, end),
      packet.subarray(0, HEADER_BYTES),
      null,
      this.#nonce.bytes,
      this.#key,
    );
    return end + TAG_BYTES + COUNTER_BYTES;
  }
}

export class NobleCipher implements TransportCipher {
  readonly #noble: Noble;
  readonly #key: Uint8Array;
  readonly #nonce = new CountingNonce(NONCE_BYTES);

  constructor(noble: Noble, key: Uint8Array) {
    this.#noble = noble;
    this.#key = Uint8Array.from(key);
  }

  seal(packet: Uint8Array, bodyLength: number): number {
    const end = HEADER_BYTES + bodyLength;
    this.#nonce.step(packet, end + TAG_BYTES);
    const cipher = this.#noble(this.#key, this.#nonce.bytes, packet.subarray(0, HEADER_BYTES));
    packet.set(cipher.encrypt(packet.subarray(HEADER_BYTES, end)), HEADER_BYTES);
    return end + TAG_BYTES + COUNTER_BYTES;
  }
}
