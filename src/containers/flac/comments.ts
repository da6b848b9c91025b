/** Title, artist and ISRC from a comment block (https://xiph.org/vorbis/doc/v-comment.html). */
import { TextDecoder } from 'node:util';
import type { ByteReader } from '../reader.ts';
import type { Tags } from '../types.ts';

const FIELDS: Readonly<Record<string, keyof Tags>> = { TITLE: 'title', ARTIST: 'author', ISRC: 'isrc' };

/** Longer comments are pictures in base64. */
const MAX_COMMENT_BYTES = 64 * 1024;
const MAX_COMMENTS = 10_000;

const UTF8 = new TextDecoder();

/** Reads up to `end`; a block that is damaged gives what was read so far. */
export const readComments = async (reader: ByteReader, end: number): Promise<Tags> => {
  const tags: { -readonly [K in keyof Tags]: Tags[K] } = {};
  /** A little-endian length, or null when neither it nor what it measures fits into the block. */
  const length = async (): Promise<number | null> => {
    if (reader.position + 4 > end || !(await reader.need(4))) return null;
    const bytes = reader.peekU32(0, true);
    reader.skip(4);
    return bytes;
  };
  const vendor = await length();
  if (vendor === null || reader.position + vendor > end) return tags;
  reader.skip(vendor);
  const count = Math.min((await length()) ?? 0, MAX_COMMENTS);
  for (let index = 0; index < count; index += 1) {
    const bytes = await length();
    if (bytes === null || reader.position + bytes > end) return tags;
    const next = reader.position + bytes;
    if (bytes <= MAX_COMMENT_BYTES) {
      if (!(await reader.need(bytes))) return tags;
      const text = UTF8.decode(reader.peek(bytes));
      const field = FIELDS[text.slice(0, Math.max(0, text.indexOf('='))).toUpperCase()];
      const value = text.slice(text.indexOf('=') + 1).trim();
      if (field !== undefined && value !== '') tags[field] ??= value;
    }
    reader.seek(next);
  }
  return tags;
};
