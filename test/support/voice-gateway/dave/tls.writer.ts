/** The presentation language of TLS as MLS uses it (RFC 9420 §2.1), writing side. */

export const uint8 = (value: number): Buffer => Buffer.of(value);

export const uint16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
};

export const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

export const uint64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
};

/** Length prefix: 6, 14 or 30 bits, the top two bits say which (RFC 9420 §2.1.2). */
const length = (value: number): Buffer => {
  if (value < 0x40) return uint8(value);
  return value < 0x4000 ? uint16(value | 0x4000) : uint32((value | 0x8000_0000) >>> 0);
};

/** `opaque x<V>`, and any other vector whose elements are written already. */
export const vector = (...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([length(content.length), content]);
};
