/** Which tracks cannot be played here, although their blob could be read (protocol §4.6). */
import type { Track } from '../../streams/commands.ts';
import type { Container } from '../containers/types.ts';
import { readUtfTail } from '../protocol/track/index.ts';
import type { Source } from '../sources/types.ts';

/** The container's name in a track's tail, without its parameters (`m3u|hls-outer`); null where there is none. */
export const containerNameOf = (track: Track): string | null =>
  readUtfTail(track.tail)?.split('|')[0] ?? null;

const REFERENCE_TEXT = 'Failed to decode track due to a mismatching version or missing source manager';

/** The reference's text, which clients may look for, and then the reason; null when the track can be played. */
export const refusalOf = (
  track: Track,
  sources: readonly Source[],
  containers: readonly Container[],
): string | null => {
  if (!sources.some(({ name }) => name === track.sourceName)) {
    return `${REFERENCE_TEXT}: the source "${track.sourceName}" is not registered`;
  }
  const container = containerNameOf(track);
  if (containers.some(({ name }) => name === container)) return null;
  return `${REFERENCE_TEXT}: the container "${container ?? ''}" is unknown`;
};
