/**
 * AAC from MP4 segments with the headers that AAC from other segments has: so a stream may change its rate, or go from
 * one kind of segment to another, and its decoder follows.
 */
import type { AudioFormat, Packet } from '../../../streams/ports.ts';

const HEADER_BYTES = 7;
const MAX_FRAME_BYTES = 0x1fff;
const ESCAPE_INDEX = 15;

/** Null for what these headers cannot say: other profiles, free rates, channels that are described elsewhere. */
const setup = ([first = 0, second = 0]: Uint8Array) => {
  const objectType = first >> 3;
  const rate = ((first & 7) << 1) | (second >> 7);
  const channels = (second >> 3) & 15;
  // HE-AAC (5 and 29) is LC at its core; decoders find the rest.
  const profile = objectType === 5 || objectType === 29 ? 1 : objectType - 1;
  const fits = profile >= 0 && profile <= 3 && rate < ESCAPE_INDEX - 2 && channels > 0 && channels < 8;
  return fits ? { profile, rate, channels } : null;
};

/** Gives the format that results, and what to do with each packet; null where nothing is to be done. */
export const withAdts = (format: AudioFormat) => {
  const found = format.codec === 'aac' && format.extradata.length >= 2 ? setup(format.extradata) : null;
  if (found === null) return null;
  const { profile, rate, channels } = found;
  return {
    format: { ...format, extradata: new Uint8Array(0) },
    wrap: (packet: Packet): Packet => {
      const length = packet.data.length + HEADER_BYTES;
      if (length > MAX_FRAME_BYTES) return packet;
      const data = new Uint8Array(length);
      data.set([
        0xff,
        0xf1,
        (profile << 6) | (rate << 2) | (channels >> 2),
        ((channels & 3) << 6) | (length >> 11),
        (length >> 3) & 0xff,
        ((length & 7) << 5) | 0x1f,
        0xfc,
      ]);
      data.set(packet.data, HEADER_BYTES);
      return { ...packet, data };
    },
  };
};
