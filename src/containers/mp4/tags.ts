/** Title, artist and ISRC of an `ilst` box. Artwork is passed over by offset. */
import { TextDecoder } from 'node:util';
import type { Tags } from '../types.ts';
import type { Box, BoxWalker } from './box.ts';
import { boxIn } from './box.ts';
import { Fields } from './fields.ts';

/** What we read of a film's tags: those of a track, and iTunes' own note of what is heard of it. */
export type MovieTags = { -readonly [K in keyof Tags]: Tags[K] } & { iTunSMPB?: string };

const FIELDS: ReadonlyMap<string, keyof Tags> = new Map([
  ['©nam', 'title'],
  ['©art', 'author'],
]);
/** iTunes' free-form items have their name in a box. */
const FREE_FORM = '----';
const MAX_ITEM_BYTES = 64 * 1024;

const UTF8 = new TextDecoder('utf-8');

/** Text of a `data` (or `name`) box, behind `headBytes` of flags; undefined when nothing but blanks is in it. */
const textOf = (data: Uint8Array | undefined, headBytes: number): string | undefined => {
  if (data === undefined || data.length <= headBytes) return undefined;
  const text = UTF8.decode(data.subarray(headBytes)).trim();
  return text === '' ? undefined : text;
};

/** By their names in capital letters. */
const FREE_FORMS: ReadonlyMap<string, keyof MovieTags> = new Map([
  ['ISRC', 'isrc'],
  ['ITUNSMPB', 'iTunSMPB'],
]);

const fieldOf = (type: string, item: Uint8Array): keyof MovieTags | undefined => {
  if (type !== FREE_FORM) return FIELDS.get(type.toLowerCase());
  return FREE_FORMS.get(textOf(boxIn(item, 'name'), 4)?.toUpperCase() ?? '');
};

const readItems = async (walker: BoxWalker, ilst: Box, tags: MovieTags): Promise<void> => {
  for await (const item of walker.children(ilst)) {
    const isKnown = item.type === FREE_FORM || FIELDS.has(item.type.toLowerCase());
    if (!isKnown || item.end - item.start > MAX_ITEM_BYTES) continue;
    const data = await walker.data(item);
    const field = fieldOf(item.type, data);
    const text = textOf(boxIn(data, 'data'), 8);
    if (field !== undefined && text !== undefined) tags[field] ??= text;
  }
};

/** Reads a `meta` box whose header was read; what is already known is not replaced. */
export const readMeta = async (walker: BoxWalker, meta: Box, tags: MovieTags): Promise<void> => {
  const { reader } = walker;
  if (!(await reader.need(8))) return;
  // QuickTime's box has no version and flags before its first child.
  if (new Fields(reader.peek(8)).skip(4).type() !== 'hdlr') reader.skip(4);
  for await (const box of walker.children(meta)) {
    if (box.type === 'ilst') await readItems(walker, box, tags);
  }
};
