/** Playlist files (M3U, PLS, bare links): as in the reference, the first absolute link is what they stand for. */

export interface Link {
  readonly url: string;
  readonly title: string | undefined;
}

export interface PlaylistFormat {
  readonly name: 'm3u' | 'pls' | 'plain';
  matches(head: Uint8Array): boolean;
  /** The first absolute link; null when there is none. `hls` when the file is a stream of segments, not a list. */
  parse(text: string): Link | 'hls' | null;
}

/** Longer lists are cut: only their first link counts. */
export const PLAYLIST_BYTES = 128 * 1024;

const LINK = /^(?:https?|icy):\/\/\S/i;

// Its default drops a byte order mark, and bytes that are no UTF-8 only spoil a title.
const decoder = new TextDecoder();
export const playlistText = (bytes: Uint8Array): string => decoder.decode(bytes);

const startsWith = (pattern: RegExp) => (head: Uint8Array) =>
  pattern.test(playlistText(head.subarray(0, 64)));

const linesOf = (text: string): readonly string[] => text.split(/\r\n|\r|\n/).map((line) => line.trim());

const parseM3u = (text: string): Link | 'hls' | null => {
  const lines = linesOf(text);
  if (lines.some((line) => line.startsWith('#EXT-X-'))) return 'hls';
  let title: string | undefined;
  for (const line of lines) {
    if (LINK.test(line)) return { url: line, title };
    if (line.startsWith('#EXTINF')) title = /,(.*)$/.exec(line)?.[1]?.trim() || undefined;
    else if (line !== '' && !line.startsWith('#')) title = undefined; // It named an entry that is no link.
  }
  return null;
};

const parsePls = (text: string): Link | null => {
  const entries = new Map<string, string>();
  for (const line of linesOf(text)) {
    const at = line.indexOf('=');
    if (at > 0) entries.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
  }
  for (const [key, url] of entries) {
    const number = /^file(\d+)$/.exec(key)?.[1];
    if (number !== undefined && LINK.test(url))
      return { url, title: entries.get(`title${number}`) || undefined };
  }
  return null;
};

const parsePlain = (text: string): Link | null => {
  const url = linesOf(text).find((line) => LINK.test(line));
  return url === undefined ? null : { url, title: undefined };
};

/** In the order in which they are probed. */
export const PLAYLIST_FORMATS: readonly PlaylistFormat[] = [
  { name: 'm3u', matches: startsWith(/^#EXT(?:M3U|INF)/), parse: parseM3u },
  { name: 'pls', matches: startsWith(/^\[.laylist\]/), parse: parsePls },
  { name: 'plain', matches: startsWith(LINK), parse: parsePlain },
];
