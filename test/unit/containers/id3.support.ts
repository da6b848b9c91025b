/** Writes ID3v2 tags: small ones for each rule, where ffmpeg only writes the usual. */

const syncsafe = (value: number): number[] => [21, 14, 7, 0].map((shift) => (value >> shift) & 0x7f);
const plain = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, index) => (value >> (8 * (bytes - 1 - index))) & 0xff);

/** The body of a text frame in encoding 0 (Latin-1), 1 (UTF-16 with its mark), 2 (UTF-16BE) or 3 (UTF-8). */
export const encodedText = (text: string, encoding: number): Uint8Array => {
  const little = Buffer.from(text, 'utf16le');
  const bodies = [
    Buffer.from(text, 'latin1'),
    Buffer.concat([Uint8Array.of(0xff, 0xfe), little]),
    Buffer.from(little).swap16(),
    Buffer.from(text, 'utf8'),
  ];
  return Buffer.concat([Uint8Array.of(encoding), bodies[encoding] ?? little]);
};

const frame = (version: 2 | 3 | 4, name: string, body: Uint8Array): Uint8Array => {
  const size =
    version === 2 ? plain(body.length, 3) : version === 3 ? plain(body.length, 4) : syncsafe(body.length);
  return Buffer.concat(
    [Buffer.from(name), Uint8Array.from(size), version === 2 ? '' : '\0\0', body].map((part) =>
      typeof part === 'string' ? Buffer.from(part) : part,
    ),
  );
};

const unsynchronise = (bytes: Uint8Array): Uint8Array =>
  Uint8Array.from([...bytes].flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte])));

export const id3Tag = (
  version: 2 | 3 | 4,
  frames: readonly (readonly [name: string, body: Uint8Array])[],
  { unsynchronised = false } = {},
): Uint8Array => {
  const content = Buffer.concat([
    ...frames.map(([name, body]) => frame(version, name, body)),
    new Uint8Array(50),
  ]);
  const body = unsynchronised ? unsynchronise(content) : content;
  const flags = unsynchronised ? 0x80 : 0;
  return Buffer.concat([
    Buffer.from('ID3'),
    Uint8Array.of(version, 0, flags, ...syncsafe(body.length)),
    body,
  ]);
};
