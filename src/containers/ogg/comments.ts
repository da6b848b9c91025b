/** Vorbis comments: `KEY=value` pairs in UTF-8, used by all Ogg codecs (Vorbis I §5). */
import { TextDecoder } from 'node:util';
import type { Tags } from '../types.ts';
import { viewOf } from './mapping.ts';

const FIELDS: ReadonlyMap<string, keyof Tags> = new Map([
  ['TITLE', 'title'],
  ['ARTIST', 'author'],
  ['ISRC', 'isrc'],
]);

/** Pictures are comments too, of megabytes. Nothing that we look for is longer than this. */
const MAX_TEXT_BYTES = 16 * 1024;

const UTF8 = new TextDecoder('utf-8');

type MutableTags = { -readonly [K in keyof Tags]: Tags[K] };

const addComment = (tags: MutableTags, comment: string): void => {
  const split = comment.indexOf('=');
  const field = FIELDS.get(comment.slice(0, Math.max(0, split)).toUpperCase());
  const value = comment.slice(split + 1).trim();
  if (field === undefined || value === '') return;
  // Several artists are several comments.
  const known = tags[field];
  if (known === undefined) tags[field] = value;
  else if (field === 'author') tags[field] = `${known}, ${value}`;
};

/** Comments from offset `at` of a header packet; as many as there are when it is cut off. */
export const readComments = (packet: Uint8Array, at: number): Tags => {
  const view = viewOf(packet);
  const tags: MutableTags = {};
  if (at + 4 > packet.length) return tags;
  let next = at + 4 + view.getUint32(at, true);
  if (next + 4 > packet.length) return tags;
  const count = view.getUint32(next, true);
  next += 4;
  for (let index = 0; index < count && next + 4 <= packet.length; index += 1) {
    const start = next + 4;
    next = start + view.getUint32(next, true);
    if (next > packet.length) break;
    if (next - start <= MAX_TEXT_BYTES) addComment(tags, UTF8.decode(packet.subarray(start, next)));
  }
  return tags;
};
