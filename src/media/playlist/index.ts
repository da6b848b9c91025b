/** Playlist files: M3U, PLS, XSPF, ASX, bare links. One of their entries is what they stand for. */
import { m3u, plain, pls } from './lists.ts';
import { asx, xspf } from './markup.ts';
import type { PlaylistFormat } from './types.ts';

export { linkToFollow } from './follow.ts';
export { playlistText } from './text.ts';
export type { Link, PlaylistFormat } from './types.ts';

/** Longer lists are cut: only their first link counts. */
export const PLAYLIST_BYTES = 128 * 1024;

/** In the order in which they are probed. */
export const PLAYLIST_FORMATS: readonly PlaylistFormat[] = [m3u, pls, xspf, asx, plain];
