/**
 * The hot end of a connection: Opus frames into a ring of packet buffers, sealed, then sent together.
 *
 *     packet = 80 78 · u16 sequence · u32 timestamp · u32 ssrc · encrypted frame · tag (16) · nonce (4)
 *
 * Sequence and timestamp begin at random and wrap; the timestamp moves by 960 samples per frame also where a frame
 * could not be encrypted, because its 20 ms have passed all the same.
 */
import { FRAME_SAMPLES, SILENCE_FRAME, type Log, type PacketSink } from '../ports.ts';
import type { DaveSession, TransportCipher } from './ports.ts';

const RTP_VERSION = 0x80;
const RTP_OPUS = 0x78;
const HEADER_BYTES = 12;
/** Tag and nonce. */
const TRAILER_BYTES = 20;
/** The UDP stack may still hold the last packets while the next are sealed. */
const RING_PACKETS = 8;
/** Above the largest Opus packet of 20 ms (2,552 bytes in RFC 6716) and what DAVE adds. */
const SLOT_BYTES = 3_072;

const SILENCE_BYTES = SILENCE_FRAME.length;

const isSilence = (frame: Uint8Array): boolean =>
  frame.length === SILENCE_BYTES &&
  frame[0] === SILENCE_FRAME[0] &&
  frame[1] === SILENCE_FRAME[1] &&
  frame[2] === SILENCE_FRAME[2];

export interface SinkParts {
  readonly ssrc: number;
  readonly cipher: TransportCipher;
  readonly send: (datagram: Uint8Array) => void;
  readonly speaking: (on: boolean) => void;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
}

interface Slot {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  length: number;
}

export class RtpSink implements PacketSink {
  readonly #ring: readonly Slot[];
  readonly #parts: SinkParts;
  #cipher: TransportCipher;
  #dave: DaveSession | null = null;
  #sequence: number;
  #timestamp: number;
  /** Index of the next slot to write. */
  #next = 0;
  #pending = 0;
  /** What the gateway was told last; null: nothing yet. */
  #isSpeaking: boolean | null = null;
  #closed = false;
  #complained = false;

  constructor(parts: SinkParts) {
    this.#parts = parts;
    this.#cipher = parts.cipher;
    this.#sequence = Math.floor(parts.random() * 0x1_0000);
    this.#timestamp = Math.floor(parts.random() * 0x1_0000_0000);
    this.#ring = Array.from({ length: RING_PACKETS }, () => {
      const bytes = new Uint8Array(SLOT_BYTES);
      const view = new DataView(bytes.buffer);
      bytes[0] = RTP_VERSION;
      bytes[1] = RTP_OPUS;
      view.setUint32(8, parts.ssrc);
      return { bytes, view, length: 0 };
    });
  }

  /** A new key for the same stream of packets. */
  rekey(cipher: TransportCipher): void {
    this.#cipher = cipher;
  }

  /** Who encrypts end to end from now on; null: nobody. */
  encryptWith(dave: DaveSession | null): void {
    this.#dave = dave;
  }

  /** From now on nothing is sealed or sent. */
  close(): void {
    this.#closed = true;
    this.#pending = 0;
    this.#dave = null;
  }

  seal(frame: Uint8Array): void {
    if (this.#closed) return;
    // Sound before the first op 5 costs us the connection ("invalid ssrc"), whatever the caller forgot.
    if (this.#isSpeaking === null) this.speaking(true);
    const body = this.#encrypt(frame);
    const timestamp = this.#timestamp;
    this.#timestamp = (timestamp + FRAME_SAMPLES) >>> 0;
    if (body === null || body.length + HEADER_BYTES + TRAILER_BYTES > SLOT_BYTES) return this.#drop(frame);
    if (this.#pending === RING_PACKETS) this.flush();
    this.#write(body, timestamp);
  }

  #encrypt(frame: Uint8Array): Uint8Array | null {
    const dave = this.#dave;
    // Silence goes unencrypted through DAVE; and until our first group stands there is nothing to encrypt with.
    return dave === null || !dave.ready || isSilence(frame) ? frame : dave.encrypt(frame);
  }

  #write(body: Uint8Array, timestamp: number): void {
    const slot = this.#ring[this.#next];
    if (slot === undefined) return;
    slot.view.setUint16(2, this.#sequence);
    slot.view.setUint32(4, timestamp);
    slot.bytes.set(body, HEADER_BYTES);
    slot.length = this.#cipher.seal(slot.bytes, body.length);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#next = (this.#next + 1) % RING_PACKETS;
    this.#pending += 1;
  }

  #drop(frame: Uint8Array): void {
    if (this.#complained) return;
    this.#complained = true;
    this.#parts.log.warn('A frame could not be encrypted and is left out; further ones are not logged', {
      bytes: frame.length,
    });
  }

  flush(): void {
    for (; this.#pending > 0; this.#pending -= 1) {
      const slot = this.#ring[(this.#next - this.#pending + RING_PACKETS) % RING_PACKETS];
      if (slot !== undefined) this.#parts.send(slot.bytes.subarray(0, slot.length));
    }
  }

  speaking(on: boolean): void {
    // The tick says it with every frame.
    if (this.#closed || on === this.#isSpeaking) return;
    if (this.#isSpeaking === null && !on) return;
    this.#isSpeaking = on;
    this.#parts.speaking(on);
  }
}
