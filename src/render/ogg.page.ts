/** Writes Ogg pages (RFC 3533 §6). */

const HEADER_BYTES = 27;
const MAX_SEGMENTS = 255;
const NO_PACKET_ENDS = -1n;

/** CRC-32 with polynomial 0x04C11DB7, most significant bit first, from 0, not inverted (RFC 3533 §6, 22–25). */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80_00_00_00 ? (crc << 1) ^ 0x04_c1_1d_b7 : crc << 1;
  return crc;
});

export const oggCrc = (bytes: Uint8Array): number => {
  let crc = 0;
  for (const byte of bytes) crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ byte] ?? 0);
  return crc >>> 0;
};

/** How many segments a packet takes: 255 bytes each, and a shorter one, maybe of none, at its end. */
export const segmentsOf = (bytes: number): number => Math.floor(bytes / MAX_SEGMENTS) + 1;

export interface PageOptions {
  readonly serial: number;
  readonly sequence: number;
  /** Samples of the stream up to the last packet that ends here. */
  readonly granule: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** Lays out a page of one logical stream. */
const page = (
  lacing: readonly number[],
  body: Uint8Array,
  granule: bigint,
  isContinued: boolean,
  options: PageOptions,
): Uint8Array => {
  const head = Buffer.alloc(HEADER_BYTES + lacing.length);
  head.write('OggS', 'latin1');
  head.writeUInt8((isContinued ? 1 : 0) | (options.isFirst ? 2 : 0) | (options.isLast ? 4 : 0), 5);
  head.writeBigInt64LE(granule, 6);
  head.writeUInt32LE(options.serial, 14);
  head.writeUInt32LE(options.sequence, 18);
  head.writeUInt8(lacing.length, 26);
  head.set(lacing, HEADER_BYTES);
  const whole = Buffer.concat([head, body]);
  whole.writeUInt32LE(oggCrc(whole), 22);
  return whole;
};

const lacingOf = ({ length }: Uint8Array): number[] => [
  ...Array.from({ length: Math.floor(length / MAX_SEGMENTS) }, () => MAX_SEGMENTS),
  length % MAX_SEGMENTS,
];

/** One page of whole packets, at most 255 segments of them; more pages for one packet that is longer. */
export const oggPages = (packets: readonly Uint8Array[], options: PageOptions): readonly Uint8Array[] => {
  const lacing = packets.flatMap(lacingOf);
  const body = Buffer.concat(packets);
  const pages: Uint8Array[] = [];
  for (let from = 0; from < lacing.length; from += MAX_SEGMENTS) {
    const part = lacing.slice(from, from + MAX_SEGMENTS);
    const isEnd = from + MAX_SEGMENTS >= lacing.length;
    const at = from * MAX_SEGMENTS;
    const bytes = body.subarray(at, isEnd ? body.length : at + MAX_SEGMENTS * MAX_SEGMENTS);
    const granule = isEnd ? BigInt(options.granule) : NO_PACKET_ENDS;
    const place = {
      ...options,
      sequence: options.sequence + pages.length,
      isFirst: options.isFirst && from === 0,
      isLast: options.isLast && isEnd,
    };
    pages.push(page(part, bytes, granule, from > 0, place));
  }
  return pages;
};
