/** HTTP Live Streaming: a list of segments, complete or growing, of transport streams, MP4, AAC or MP3. */
import type { Container } from '../types.ts';
import type { HlsDeps } from './open.ts';

export type { Clock } from './listing.ts';
export type { HlsDeps } from './open.ts';

const decoder = new TextDecoder();

/** A playlist with at least one of the tags that only HLS has: others of its kind are lists of files. */
const matches = (head: Uint8Array): boolean => /^#EXTM3U[^]*^#EXT-X-/m.test(decoder.decode(head));

/**
 * @example createHls({ containers: [mp4, mpegTs, adts, mp3] })
 */
export const createHls = (deps: HlsDeps): Container => ({
  name: 'm3u',
  detail: 'hls-outer',
  matches,
  open: async (source) => (await import('./open.ts')).openHls(source, deps),
});
