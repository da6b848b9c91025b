/** Title, artist and ISRC from a segment's tags (RFC 9559 §5.1.8). */
import type { Tags } from '../types.ts';
import { childrenOf, firstOf, text, uint } from './ebml.ts';
import { Id } from './ids.ts';

interface Named {
  readonly name: string;
  readonly value: string;
  readonly level: number;
}

/** Tags may speak of the album (50, also when nothing is said) or of the track (30). */
const TRACK_LEVEL = 30;
const DEFAULT_LEVEL = 50;

const namedIn = (tag: Uint8Array): readonly Named[] => {
  const targets = firstOf(tag, Id.Targets);
  const level = (targets && uint(firstOf(targets, Id.TargetTypeValue))) ?? DEFAULT_LEVEL;
  return childrenOf(tag, Id.SimpleTag).flatMap((simple) => {
    const name = text(firstOf(simple, Id.TagName));
    const value = text(firstOf(simple, Id.TagString));
    return name === undefined || value === undefined ? [] : [{ name: name.toUpperCase(), value, level }];
  });
};

/** What the data of a Tags element says; what speaks of the track goes before what speaks of the album. */
export const readTags = (data: Uint8Array): Tags => {
  const all = childrenOf(data, Id.Tag).flatMap(namedIn);
  const find = (name: string): string | undefined => {
    const named = all.filter((tag) => tag.name === name);
    return (named.find(({ level }) => level === TRACK_LEVEL) ?? named[0])?.value;
  };
  const [title, author, isrc] = [find('TITLE'), find('ARTIST'), find('ISRC')];
  return {
    ...(title !== undefined && { title }),
    ...(author !== undefined && { author }),
    ...(isrc !== undefined && { isrc }),
  };
};
