/** A track from what its container, its server and its reference say (spec audio.md §3.2). */
import type { Track } from '../../streams/commands.ts';
import { UNKNOWN_LENGTH_MS } from '../../streams/commands.ts';
import type { Demuxer } from '../containers/types.ts';
import { utfTail } from '../protocol/track/index.ts';
import type { MediaResolution } from '../sources/types.ts';

/** A text of the blob has at most 65,535 bytes, and a character needs at most three. */
const MAX_TEXT_CHARS = 21_000;

const clip = (text: string): string => text.slice(0, MAX_TEXT_CHARS).toWellFormed();

export interface TrackFacts {
  readonly sourceName: string;
  /** The container's probe name, with its detail if it has one. */
  readonly containerName: string;
  readonly media: MediaResolution;
  /** From the playlist file that led here. */
  readonly referenceTitle: string | undefined;
  readonly demuxer: Pick<Demuxer, 'lengthMs' | 'tags'>;
}

const lengthOf = (lengthMs: number | undefined): bigint =>
  lengthMs === undefined || !Number.isFinite(lengthMs) ? UNKNOWN_LENGTH_MS : BigInt(Math.floor(lengthMs));

/** The file's own tags win over what the server says, and that over a playlist; what has no length is a stream. */
export const trackOf = ({ sourceName, containerName, media, referenceTitle, demuxer }: TrackFacts): Track => {
  const { tags } = demuxer;
  const lengthMs = lengthOf(demuxer.lengthMs);
  return {
    title: clip(tags.title ?? media.title ?? referenceTitle ?? 'Unknown title'),
    author: clip(tags.author ?? media.author ?? 'Unknown artist'),
    lengthMs,
    identifier: media.identifier,
    isStream: lengthMs === UNKNOWN_LENGTH_MS,
    uri: media.identifier,
    artworkUrl: null,
    isrc: tags.isrc === undefined ? null : clip(tags.isrc),
    sourceName,
    tail: utfTail(containerName),
    positionMs: 0n,
  };
};
