/** Lists of lines: M3U, PLS, and links with nothing around them. */
import type { Link, PlaylistFormat } from './types.ts';
import { LINK, linesOf } from './types.ts';
import { startsWith } from './text.ts';

const parseM3u = (text: string): readonly Link[] => {
  const links: Link[] = [];
  let title: string | undefined;
  for (const line of linesOf(text)) {
    if (line.startsWith('#EXTINF')) title = /,(.*)$/.exec(line)?.[1]?.trim() || undefined;
    if (line === '' || line.startsWith('#')) continue;
    links.push({ url: line, title });
    title = undefined;
  }
  return links;
};

export const m3u: PlaylistFormat = {
  name: 'm3u',
  matches: startsWith(/^#EXT(?:M3U|INF)/),
  parse: parseM3u,
};

/** Lines of `key=value`; keys in lower case. */
const entriesOf = (text: string): ReadonlyMap<string, string> => {
  const entries = new Map<string, string>();
  for (const line of linesOf(text)) {
    const at = line.indexOf('=');
    if (at > 0) entries.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
  }
  return entries;
};

/** Values of the keys `<name><number>`, as `File1`, with the title of the same number. */
export const numbered = (text: string, name: string): readonly Link[] => {
  const entries = entriesOf(text);
  return [...entries].flatMap(([key, url]) => {
    const number = key.startsWith(name) ? key.slice(name.length) : '';
    return /^\d+$/.test(number) && url !== ''
      ? [{ url, title: entries.get(`title${number}`) || undefined }]
      : [];
  });
};

export const pls: PlaylistFormat = {
  name: 'pls',
  matches: startsWith(/^\s*\[.laylist\]/),
  parse: (text) => numbered(text, 'file'),
};

export const plain: PlaylistFormat = {
  name: 'plain',
  matches: startsWith(LINK),
  parse: (text) =>
    linesOf(text)
      .filter((line) => LINK.test(line))
      .map((url) => ({ url, title: undefined })),
};
