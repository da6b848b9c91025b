/** Every FLAC frame begins with a sync code and ends with a CRC-16 of all before it (RFC 9639 §9.1 and §9.3). */

/** Polynomial x¹⁶ + x¹⁵ + x² + 1, most significant bit first. */
const POLYNOMIAL = 0x8005;

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x8000 ? POLYNOMIAL : 0);
  return crc;
});

const SMALLEST_FRAME_BYTES = 9;

export const isIntactFrame = (frame: Uint8Array): boolean => {
  if (frame.length < SMALLEST_FRAME_BYTES || frame[0] !== 0xff || ((frame[1] ?? 0) & 0xfe) !== 0xf8)
    return false;
  let crc = 0;
  // A CRC over data and its own CRC is zero.
  for (const byte of frame) crc = ((crc << 8) & 0xffff) ^ (TABLE[(crc >> 8) ^ byte] ?? 0);
  return crc === 0;
};
