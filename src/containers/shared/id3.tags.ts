/**
 * Title, artist and ISRC from ID3 tags. By hand, because music-metadata reads a tag as one block: four megabytes of
 * artwork for three short texts.
 */
import { ByteReader } from '../reader.ts';
import type { ByteSource, Tags } from '../types.ts';
import type { Id3Header } from './id3.header.ts';
import { ID3_HEADER_BYTES, id3Header, syncsafe } from './id3.header.ts';
import { id3Text, id3v1Text, resynchronised } from './id3.text.ts';
import { memoryReader } from './memory.reader.ts';

/** Frame names of version 2.2, then of 2.3 and 2.4. */
const FIELDS: Readonly<Record<string, keyof Tags>> = {
  TT2: 'title',
  TP1: 'author',
  TRC: 'isrc',
  TIT2: 'title',
  TPE1: 'author',
  TSRC: 'isrc',
};

const MAX_TEXT_BYTES = 64 * 1024;
/** A tag of thousands of frames is an attack, not a description. */
const MAX_FRAMES = 1000;
/** Of a version 2.3 tag whose frame lengths are those before unsynchronisation: only its start is looked at. */
const MAX_UNSYNCHRONISED_BYTES = 256 * 1024;
export const ID3V1_BYTES = 128;

type MutableTags = { -readonly [K in keyof Tags]: Tags[K] };

interface TagFrame {
  readonly name: string;
  readonly bytes: number;
  readonly flags: number;
}

const frameBytes = (bytes: Uint8Array, version: number): number => {
  if (version === 4) return syncsafe(bytes, 4);
  const digits = version === 2 ? bytes.subarray(3, 6) : bytes.subarray(4, 8);
  return digits.reduce((value, byte) => value * 256 + byte, 0);
};

const frameHeader = (bytes: Uint8Array, version: number): TagFrame => ({
  name: String.fromCharCode(...bytes.subarray(0, version === 2 ? 3 : 4)),
  bytes: frameBytes(bytes, version),
  flags: version === 2 ? 0 : (bytes[9] ?? 0),
});

/** The frame's text without what its flags put around it; null if it is compressed or encrypted. */
const plainBody = (body: Uint8Array, flags: number, version: number): Uint8Array | null => {
  if (version === 2) return body;
  if (version === 3) return (flags & 0xc0) !== 0 ? null : body.subarray((flags & 0x20) !== 0 ? 1 : 0);
  if ((flags & 0x0c) !== 0) return null;
  const start = ((flags & 0x40) !== 0 ? 1 : 0) + ((flags & 0x01) !== 0 ? 4 : 0);
  const inner = body.subarray(start);
  return (flags & 0x02) !== 0 ? resynchronised(inner) : inner;
};

const skipExtendedHeader = async (reader: ByteReader, version: number): Promise<void> => {
  if (!(await reader.need(4))) return;
  // In 2.3 the length does not count itself, in 2.4 it does.
  reader.skip(version === 3 ? 4 + reader.peekU32() : syncsafe(reader.peek(4), 0));
};

/** Reads frames up to `end`; what is already known is not replaced. */
const readFrames = async (
  reader: ByteReader,
  version: number,
  end: number,
  tags: MutableTags,
): Promise<void> => {
  const headerBytes = version === 2 ? 6 : 10;
  for (let count = 0; count < MAX_FRAMES && reader.position + headerBytes <= end; count += 1) {
    if (tags.title !== undefined && tags.author !== undefined && tags.isrc !== undefined) return;
    if (!(await reader.need(headerBytes)) || reader.peekU8() === 0) return;
    const frame = frameHeader(reader.take(headerBytes), version);
    const next = reader.position + frame.bytes;
    const field = FIELDS[frame.name];
    if (field !== undefined && frame.bytes <= MAX_TEXT_BYTES && next <= end) {
      if (!(await reader.need(frame.bytes))) return;
      const body = plainBody(reader.peek(frame.bytes), frame.flags, version);
      const text = body === null ? undefined : id3Text(body);
      if (text !== undefined) tags[field] ??= text;
    }
    if (next > end) return;
    reader.seek(next);
  }
};

const readTag = async (reader: ByteReader, header: Id3Header, tags: MutableTags): Promise<void> => {
  const { version } = header;
  const end = reader.position + header.totalBytes;
  reader.skip(ID3_HEADER_BYTES);
  if (header.isUnsynchronised && version < 4) {
    const bytes = Math.min(end - reader.position, MAX_UNSYNCHRONISED_BYTES);
    await reader.need(bytes);
    const inner = memoryReader(resynchronised(reader.peek(bytes)));
    if (header.hasExtendedHeader) await skipExtendedHeader(inner, version);
    await readFrames(inner, version, inner.source.size ?? 0, tags);
  } else {
    if (header.hasExtendedHeader) await skipExtendedHeader(reader, version);
    await readFrames(reader, version, end, tags);
  }
  reader.seek(end);
};

/**
 * Reads all ID3v2 tags at the reader and leaves it behind them. Artwork is passed over by offset. Earlier tags win.
 * Versions other than 2.2, 2.3 and 2.4 are skipped.
 */
export const readId3v2 = async (reader: ByteReader): Promise<Tags> => {
  const tags: MutableTags = {};
  while (await reader.need(ID3_HEADER_BYTES)) {
    const header = id3Header(reader.peek(ID3_HEADER_BYTES));
    if (header === null) break;
    const end = reader.position + header.totalBytes;
    if (header.version >= 2 && header.version <= 4) await readTag(reader, header, tags);
    reader.seek(end);
  }
  return tags;
};

/** The tag in a file's last 128 bytes; null if there is none or the source cannot jump there. */
export const readId3v1 = async (source: ByteSource): Promise<Tags | null> => {
  if (!source.seekable || source.size === undefined || source.size < ID3V1_BYTES) return null;
  const reader = new ByteReader(source, source.size - ID3V1_BYTES);
  if (!(await reader.need(ID3V1_BYTES))) return null;
  const bytes = reader.take(ID3V1_BYTES);
  if (bytes[0] !== 0x54 || bytes[1] !== 0x41 || bytes[2] !== 0x47) return null;
  const title = id3v1Text(bytes.subarray(3, 33));
  const author = id3v1Text(bytes.subarray(33, 63));
  return { ...(title !== undefined && { title }), ...(author !== undefined && { author }) };
};
