/** The header before each frame (RFC 9639 §9.1). It does not tell the frame's length. */
import { crc8 } from './crc.ts';
import type { StreamInfo } from './stream.info.ts';

export interface FlacHeader {
  /** Number of the frame's first sample. */
  readonly sample: number;
  readonly blockSize: number;
  readonly headerBytes: number;
}

/** No header is longer: 4 bytes, a number of 7, block size 2, rate 2, checksum 1. */
export const MAX_HEADER_BYTES = 16;

const RATES = [0, 88_200, 176_400, 192_000, 8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000];
const BITS = [0, 8, 12, undefined, 16, 20, 24, 32];

/** A number of up to 36 bits, written like a character in UTF-8; null if it is not one. */
const codedNumber = (
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly length: number } | null => {
  const first = bytes[at] ?? 0xff;
  if (first < 0x80) return { value: first, length: 1 };
  const length = Math.clz32(~(first << 24));
  if (length < 2 || length > 7) return null;
  let value = first & (0x7f >> length);
  for (let index = 1; index < length; index += 1) {
    const byte = bytes[at + index] ?? 0;
    if (byte >> 6 !== 2) return null;
    value = value * 64 + (byte & 0x3f);
  }
  return { value, length };
};

const blockSizeOf = (code: number, extra: number): number | undefined => {
  if (code === 0) return undefined;
  if (code === 1) return 192;
  if (code <= 5) return 576 << (code - 2);
  if (code <= 7) return extra + 1;
  return 256 << (code - 8);
};

const rateOf = (code: number, extra: number): number | undefined => {
  if (code === 12) return extra * 1000;
  if (code === 13) return extra;
  if (code === 14) return extra * 10;
  return RATES[code];
};

const bigEndian = (bytes: Uint8Array, at: number, count: number): number =>
  count === 0 ? 0 : count === 1 ? (bytes[at] ?? 0) : ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

/** Does the header say of the sound what the stream's head says? Zero means "see there". */
const agrees = (info: StreamInfo, channelCode: number, rate: number, bits: number): boolean => {
  const channels = channelCode < 8 ? channelCode + 1 : 2;
  return (
    channels === info.channels &&
    (rate === 0 || rate === info.sampleRate) &&
    (bits === 0 || bits === info.bitsPerSample)
  );
};

/**
 * The header at index `at`; null if there is none, if its checksum is wrong, if it is of another stream or cut off.
 * Chance produces one in some 250 MB.
 */
export const flacHeader = (bytes: Uint8Array, at: number, info: StreamInfo): FlacHeader | null => {
  const second = bytes[at + 1] ?? 0;
  if (bytes[at] !== 0xff || (second & 0xfe) !== 0xf8) return null;
  const third = bytes[at + 2] ?? 0;
  const fourth = bytes[at + 3] ?? 0xff;
  const channelCode = fourth >> 4;
  const bits = BITS[(fourth >> 1) & 7];
  if (channelCode > 10 || bits === undefined || (fourth & 1) !== 0) return null;
  const number = codedNumber(bytes, at + 4);
  if (number === null) return null;
  const sizeCode = third >> 4;
  const rateCode = third & 15;
  const sizeAt = at + 4 + number.length;
  const rateAt = sizeAt + (sizeCode === 6 ? 1 : sizeCode === 7 ? 2 : 0);
  const end = rateAt + (rateCode === 12 ? 1 : rateCode === 13 || rateCode === 14 ? 2 : 0);
  if (end >= bytes.length) return null;
  const blockSize = blockSizeOf(sizeCode, bigEndian(bytes, sizeAt, rateAt - sizeAt));
  const rate = rateOf(rateCode, bigEndian(bytes, rateAt, end - rateAt));
  if (blockSize === undefined || rate === undefined || blockSize > info.maxBlockSize) return null;
  if (!agrees(info, channelCode, rate, bits) || crc8(bytes, at, end) !== bytes[end]) return null;
  // The second byte's last bit: block sizes vary, so samples are counted; else frames, all of one size but the last.
  const sample = (second & 1) === 1 ? number.value : number.value * info.maxBlockSize;
  return { sample, blockSize, headerBytes: end + 1 - at };
};
