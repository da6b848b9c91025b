/** Track and TrackInfo (protocol §1.7, §4.4, §4.5). */
import type { JsonText } from '../json/index.ts';
import type { TrackBlob } from '../track/index.ts';
import { encodeTrackBlob, readUtfTail } from '../track/index.ts';
import { array, boolean, integer, object, string } from './text.ts';

/** A track at a moment. */
export interface TrackMessage {
  readonly track: TrackBlob;
  /** Where it is now, ms; the position in the blob if absent. It goes into `encoded` as well as into `info`. */
  readonly positionMs?: number | bigint;
  /** The client's own data; `{}` if absent. */
  readonly userData?: JsonText;
  /** `{}` if absent, for `http` and `local` tracks `{"probeInfo":…}`. */
  readonly pluginInfo?: JsonText;
  /** Sent back as it is instead of a fresh encoding. */
  readonly encoded?: string;
}

const EMPTY: JsonText = '{}';

/** Fractions are cut off; what is no number is 0. */
const wholeMs = (ms: number | bigint): bigint => BigInt(integer(ms));

const writeTrackInfo = (track: TrackBlob): JsonText =>
  object({
    identifier: string(track.identifier),
    isSeekable: boolean(!track.isStream),
    author: string(track.author),
    length: integer(track.lengthMs),
    isStream: boolean(track.isStream),
    position: integer(track.positionMs),
    title: string(track.title),
    uri: string(track.uri),
    sourceName: string(track.sourceName),
    artworkUrl: string(track.artworkUrl),
    isrc: string(track.isrc),
  });

/** What the reference's core adds: the name of the container, for the two sources that store it. */
const writePluginInfo = ({ sourceName, tail }: TrackBlob): JsonText => {
  if (sourceName !== 'http' && sourceName !== 'local') return EMPTY;
  const probeInfo = readUtfTail(tail);
  return probeInfo === null ? EMPTY : object({ probeInfo: string(probeInfo) });
};

/** The members of a Track. */
export const trackMembers = (message: TrackMessage) => {
  const { positionMs = message.track.positionMs } = message;
  const track = { ...message.track, positionMs: wholeMs(positionMs) };
  return {
    encoded: string(message.encoded ?? encodeTrackBlob(track)),
    info: writeTrackInfo(track),
    pluginInfo: message.pluginInfo ?? writePluginInfo(track),
    userData: message.userData ?? EMPTY,
  };
};

/**
 * A Track. Lengths and positions are written exactly, also 9223372036854775807.
 * @example writeTrack({ track, encoded: request.encodedTrack }) // decodetrack gives back what it was given
 */
export const writeTrack = (message: TrackMessage): JsonText => object(trackMembers(message));

/** An array of Tracks. */
export const writeTracks = (tracks: readonly TrackMessage[]): JsonText => array(tracks.map(writeTrack));
