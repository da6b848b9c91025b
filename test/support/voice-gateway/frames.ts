/** What a listener writes down about each packet of one sender. */
import type { MediaPacket } from './call.ts';

const SILENCE = Buffer.of(0xf8, 0xff, 0xfe);

export interface ReceivedFrame {
  /** `performance.now()` when the packet arrived. */
  readonly arrivalMs: number;
  readonly sequence: number;
  readonly timestamp: number;
  /** The Opus packet; null where it could not be decrypted. */
  readonly opus: Uint8Array | null;
  /** Under DAVE. */
  readonly encrypted: boolean;
  readonly decryptFailed: boolean;
  /** The three-byte silence frame, which goes without DAVE. */
  readonly silence: boolean;
  /**
   * Sender and listener have been in one group in force for a while, so that the frame had to be under DAVE and had
   * to be readable. False during a change of the group, when frames may be on their way, and without a group.
   */
  readonly settled: boolean;
}

export interface SpeakingEvent {
  readonly atMs: number;
  /** Bit 0: voice. 0 ends it. */
  readonly speaking: number;
}

/** Does the packet end as a DAVE frame does: tag, nonce, size of all this, FA FA? */
export const isDaveFrame = (payload: Buffer): boolean => {
  if (payload.length < 12 || payload.readUInt16BE(payload.length - 2) !== 0xfafa) return false;
  const supplement = payload.readUInt8(payload.length - 3);
  return supplement >= 12 && supplement <= payload.length;
};

/** Makes the record of one packet; `decrypt` answers null where it cannot. */
export const readFrame = (
  packet: MediaPacket,
  settled: boolean,
  decrypt: (payload: Buffer) => Uint8Array | null,
): ReceivedFrame => {
  const { arrivalMs, sequence, timestamp, payload } = packet;
  const encrypted = isDaveFrame(payload);
  const opus = encrypted ? decrypt(payload) : payload;
  const silence = payload.equals(SILENCE);
  return { arrivalMs, sequence, timestamp, opus, encrypted, decryptFailed: opus === null, silence, settled };
};
