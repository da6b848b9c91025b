/** The two checksums of FLAC (RFC 9639 §9.1.8 and §9.3): most significant bit first, from zero. */

const table = (bits: 8 | 16, polynomial: number): Uint16Array => {
  const top = 1 << (bits - 1);
  const mask = (1 << bits) - 1;
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << (bits - 8);
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & top) !== 0 ? (crc << 1) ^ polynomial : crc << 1;
    return crc & mask;
  });
};

const CRC8 = table(8, 0x07);
const CRC16 = table(16, 0x8005);

/** Of bytes [from, to). */
export const crc8 = (bytes: Uint8Array, from: number, to: number): number => {
  let crc = 0;
  for (let at = from; at < to; at += 1) crc = CRC8[crc ^ (bytes[at] ?? 0)] ?? 0;
  return crc;
};

/** Zero for a whole frame together with its own checksum. */
export const crc16 = (bytes: Uint8Array): number => {
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) & 0xff00) ^ (CRC16[(crc >> 8) ^ byte] ?? 0);
  return crc;
};
