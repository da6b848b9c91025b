/** The ten bytes at the start of an ID3v2 tag (id3.org, "ID3v2 header"). */

export const ID3_HEADER_BYTES = 10;

export interface Id3Header {
  /** 2, 3 or 4 for what we can read; other numbers are skipped as a whole. */
  readonly version: number;
  readonly isUnsynchronised: boolean;
  readonly hasExtendedHeader: boolean;
  /** With header and footer: where the next thing begins. */
  readonly totalBytes: number;
}

/** Four bytes of seven bits each. */
export const syncsafe = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] ?? 0) & 0x7f) << 21) |
  (((bytes[at + 1] ?? 0) & 0x7f) << 14) |
  (((bytes[at + 2] ?? 0) & 0x7f) << 7) |
  ((bytes[at + 3] ?? 0) & 0x7f);

/** Null when `bytes` do not begin with a whole ID3v2 header. */
export const id3Header = (bytes: Uint8Array): Id3Header | null => {
  if (bytes.length < ID3_HEADER_BYTES) return null;
  if (bytes[0] !== 0x49 || bytes[1] !== 0x44 || bytes[2] !== 0x33 || bytes[3] === 0xff) return null;
  if (bytes.subarray(6, 10).some((byte) => byte > 0x7f)) return null;
  const version = bytes[3] ?? 0;
  const flags = bytes[5] ?? 0;
  const footer = version === 4 && (flags & 0x10) !== 0 ? ID3_HEADER_BYTES : 0;
  return {
    version,
    isUnsynchronised: (flags & 0x80) !== 0,
    hasExtendedHeader: version > 2 && (flags & 0x40) !== 0,
    totalBytes: ID3_HEADER_BYTES + syncsafe(bytes, 6) + footer,
  };
};

/** Index of what follows the tags at the start of `head`: its length if they reach beyond it. */
export const afterId3 = (head: Uint8Array): number => {
  let at = 0;
  for (let header = id3Header(head); header !== null && at < head.length;) {
    at += header.totalBytes;
    header = id3Header(head.subarray(at));
  }
  return Math.min(at, head.length);
};
