/** The silent first frame in which encoders note how long the file is: Xing and Info (LAME), VBRI (Fraunhofer). */
import type { Mp3Header } from './header.ts';

export interface Trim {
  /** The encoder's delay and the decoder's. */
  readonly start: number;
  readonly end: number;
}

export interface VbrHeader {
  /** Frames of sound, without this one; undefined where it is not said. */
  readonly frames: number | undefined;
  /** Bytes of sound with this frame; undefined where it is not said. */
  readonly bytes: number | undefined;
  /** `Info`: all frames have the same bit rate. */
  readonly isConstant: boolean;
  /** Samples at both ends that the decoder gives and nobody shall hear; undefined where it is not said. */
  readonly trim: Trim | undefined;
  /** Where the shares of time `time` are found, in bytes from the start of this frame. Empty if there is no table. */
  readonly table: readonly { readonly time: number; readonly offset: number }[];
}

const HEADER_BYTES = 4;
const TOC_ENTRIES = 100;

/** A layer III decoder gives each sample so much later than the encoder got it. */
const DECODER_DELAY = 529;
/** Of LAME's own tag: its name, then among others the delay and the padding in twelve bits each. */
const LAME_DELAYS_AT = 21;

/** LAME and those that write its tag (Lavc, GOGO, L3.9) begin it with a name; what is no name is no tag. */
const trimAt = (frame: Uint8Array, at: number): Trim | undefined => {
  const name = frame.subarray(at, at + 4);
  const fields = frame.subarray(at + LAME_DELAYS_AT, at + LAME_DELAYS_AT + 3);
  if (fields.length < 3 || !name.every((byte) => byte >= 0x20 && byte < 0x7f)) return undefined;
  const [high = 0, middle = 0, low = 0] = fields;
  const [delay, padding] = [(high << 4) | (middle >> 4), ((middle & 15) << 8) | low];
  if (delay === 0 && padding === 0) return undefined;
  return { start: delay + DECODER_DELAY, end: Math.max(0, padding - DECODER_DELAY) };
};

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const nonZero = (value: number): number | undefined => (value === 0 ? undefined : value);

/** http://gabriel.mp3-tech.org/mp3infotag.html */
const xing = (frame: Uint8Array, at: number): VbrHeader | null => {
  if (frame.length < at + 8) return null;
  const view = viewOf(frame);
  const magic = view.getUint32(at);
  const isConstant = magic === 0x49_6e_66_6f;
  if (!isConstant && magic !== 0x58_69_6e_67) return null;
  const flags = view.getUint32(at + 4);
  let next = at + 8;
  const field = (bit: number, bytes: number): number | undefined => {
    if ((flags & bit) === 0 || next + bytes > frame.length) return undefined;
    next += bytes;
    return next - bytes;
  };
  const framesAt = field(1, 4);
  const bytesAt = field(2, 4);
  const tocAt = field(4, TOC_ENTRIES);
  const tocEnd = next;
  field(8, 4);
  const bytes = bytesAt === undefined ? undefined : nonZero(view.getUint32(bytesAt));
  const toc = tocAt === undefined || bytes === undefined ? new Uint8Array(0) : frame.subarray(tocAt, tocEnd);
  return {
    frames: framesAt === undefined ? undefined : nonZero(view.getUint32(framesAt)),
    bytes,
    isConstant,
    trim: trimAt(frame, next),
    // Entries are rounded down to 1/256 of the file; half a step more is right on average. The first one is exact.
    table: [...toc.subarray(0, TOC_ENTRIES)].map((entry, percent) => ({
      time: percent / TOC_ENTRIES,
      offset: percent === 0 ? 0 : ((entry + 0.5) * (bytes ?? 0)) / 256,
    })),
  };
};

/** Always 32 bytes behind the header, whatever the version. */
const vbri = (frame: Uint8Array): VbrHeader | null => {
  const at = HEADER_BYTES + 32;
  if (frame.length < at + 26) return null;
  const view = viewOf(frame);
  if (view.getUint32(at) !== 0x56_42_52_49) return null;
  const frames = view.getUint32(at + 14);
  const entries = view.getUint16(at + 18);
  const scale = view.getUint16(at + 20);
  const entryBytes = view.getUint16(at + 22);
  const framesPerEntry = view.getUint16(at + 24);
  const table = [{ time: 0, offset: 0 }];
  let offset = 0;
  for (let index = 0; index < entries && frames > 0 && entryBytes >= 1 && entryBytes <= 4; index += 1) {
    const from = at + 26 + index * entryBytes;
    if (from + entryBytes > frame.length) break;
    offset += frame.subarray(from, from + entryBytes).reduce((value, byte) => value * 256 + byte, 0) * scale;
    table.push({ time: Math.min(1, ((index + 1) * framesPerEntry) / frames), offset });
  }
  return {
    frames: nonZero(frames),
    bytes: nonZero(view.getUint32(at + 10)),
    isConstant: false,
    // It has a field for the delay, whose meaning nobody wrote down, and none for the padding.
    trim: undefined,
    table: table.length > 1 ? table : [],
  };
};

/** Null when the frame is ordinary sound. */
export const vbrHeader = (frame: Uint8Array, header: Mp3Header): VbrHeader | null => {
  const behindSideInfo = HEADER_BYTES + header.sideInfoBytes;
  // With a checksum the side information begins two bytes later; some encoders moved their header with it.
  return xing(frame, behindSideInfo) ?? xing(frame, behindSideInfo + 2) ?? vbri(frame);
};
