/**
 * Takes the transport encryption off RTP packets ("rtpsize" modes), written from the protocol's description and
 * with other libraries than the node's own (node:crypto, @noble/ciphers), so that it can prove it wrong.
 */
import { createDecipheriv } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { GCM, XCHACHA } from './options.ts';

const TAG_LENGTH = 16;
const COUNTER_LENGTH = 4;
const FIXED_HEADER = 12;
const PAYLOAD_TYPE_OPUS = 120;

export interface RtpHeader {
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
}

export interface RtpPacket extends RtpHeader {
  /** What was sent: an Opus packet, plain or under DAVE. */
  readonly payload: Buffer;
  /** The 4 bytes at the end, as a number; must never repeat under one key. */
  readonly counter: number;
}

/** RTCP shares the port: its second byte is 200 … 207. */
export const isRtcp = (packet: Buffer): boolean => {
  const type = packet[1] ?? 0;
  return type >= 200 && type <= 207;
};

/** The fixed header of an RTP packet with Opus in it; null for anything else. */
export const readHeader = (packet: Buffer): RtpHeader | null => {
  if (packet.length < FIXED_HEADER + TAG_LENGTH + COUNTER_LENGTH) return null;
  if (packet.readUInt8(0) >> 6 !== 2 || (packet.readUInt8(1) & 0x7f) !== PAYLOAD_TYPE_OPUS) return null;
  return {
    sequence: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
  };
};

const openGcm = (key: Buffer, nonce: Buffer, aad: Buffer, sealed: Buffer): Buffer => {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(-TAG_LENGTH));
  return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_LENGTH)), decipher.final()]);
};

const openXChaCha = (key: Buffer, nonce: Buffer, aad: Buffer, sealed: Buffer): Buffer =>
  Buffer.from(xchacha20poly1305(key, nonce, aad).decrypt(sealed));

/** Decrypts one packet; null where key, tag or lengths are wrong. */
export const openPacket = (packet: Buffer, mode: string, key: Buffer): RtpPacket | null => {
  const header = readHeader(packet);
  if (header === null) return null;
  const first = packet.readUInt8(0);
  const hasExtension = (first & 0x10) !== 0;
  const hasPadding = (first & 0x20) !== 0;
  const clear = FIXED_HEADER + 4 * (first & 0x0f) + (hasExtension ? 4 : 0);
  if (packet.length < clear + TAG_LENGTH + COUNTER_LENGTH) return null;
  const nonce = Buffer.alloc(mode === GCM ? 12 : 24);
  packet.copy(nonce, 0, packet.length - COUNTER_LENGTH);
  const open = mode === GCM ? openGcm : mode === XCHACHA ? openXChaCha : null;
  if (open === null) throw new Error(`unknown mode ${mode}`);
  try {
    const body = open(key, nonce, packet.subarray(0, clear), packet.subarray(clear, -COUNTER_LENGTH));
    const words = hasExtension ? packet.readUInt16BE(clear - 2) : 0;
    const padding = hasPadding ? (body.at(-1) ?? 0) : 0;
    const payload = body.subarray(4 * words, body.length - padding);
    return { ...header, payload, counter: nonce.readUInt32BE(0) };
  } catch {
    return null; // both libraries throw when the tag does not fit: that is the answer
  }
};
