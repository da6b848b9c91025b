/** HLS playlists (RFC 8216) as hls-parser reads them, with absolute URLs and times in ms. */
import type { types } from 'hls-parser';
import { parse, setOptions } from 'hls-parser';
import { ContainerError } from '../types.ts';

export interface Range {
  readonly offset: number;
  readonly length: number;
}

/** Bytes that a playlist names: a whole file, or a range of one. */
export interface Resource {
  readonly url: string;
  readonly range: Range | undefined;
}

export interface SegmentKey {
  readonly url: string;
  /** Undefined: the segment's sequence number. */
  readonly iv: Uint8Array | undefined;
}

export interface Segment extends Resource {
  readonly sequence: number;
  /** Number of the discontinuities before it: only within one period clocks run on. */
  readonly period: number;
  /** Sum of the durations before it in this playlist. */
  readonly startMs: number;
  readonly durationMs: number;
  /** What a decoder needs before it: the head of an MP4 file, or tables of a transport stream. */
  readonly map: Resource | undefined;
  readonly key: SegmentKey | undefined;
  /** The server says that it has no bytes for it. */
  readonly isGap: boolean;
}

export interface MediaPlaylist {
  readonly type: 'media';
  readonly targetMs: number;
  readonly segments: readonly Segment[];
  /** Will nothing be added any more? */
  readonly isEnded: boolean;
}

export interface MasterPlaylist {
  readonly type: 'master';
  readonly variants: readonly types.Variant[];
  /** That relative addresses of the variants are relative to. */
  readonly url: string;
}

/** Its complaints go to the console; whatever is amiss shows when it is played. */
setOptions({ silent: true });

const DEFAULT_TARGET_MS = 10_000;

/** Titles of segments mean nothing here, and letters beyond Latin-1 in them make the library throw. */
const plain = (text: string): string =>
  text.replace(/^\ufeff/, '').replace(/^(#EXTINF:[^,\r\n]*),.*$/gm, '$1,');

export const absolute = (address: string, base: string): string => {
  const url = URL.parse(address, base);
  if (url === null) throw new ContainerError('The playlist holds an address that is none.');
  return url.href;
};

const resource = (uri: string, range: types.Segment['byterange'] | undefined, base: string): Resource => ({
  url: absolute(uri, base),
  range: range === undefined ? undefined : { offset: Math.max(0, range.offset), length: range.length },
});

/** AES-128 with a key that is there for everybody; everything else is for players that made a contract. */
const keyOf = (key: types.Segment['key'], base: string): SegmentKey | undefined => {
  if (key === undefined || key === null || key.method === 'NONE') return undefined;
  const isPlain = key.format === undefined || key.format === 'identity';
  if (key.method !== 'AES-128' || !isPlain || key.uri === undefined) {
    throw new ContainerError(`The stream is protected (${key.method}).`);
  }
  return { url: absolute(key.uri, base), iv: key.iv && new Uint8Array(key.iv) };
};

const mapOf = (map: types.Segment['map'] | undefined | null, base: string): Resource | undefined =>
  map === undefined || map === null ? undefined : resource(map.uri, map.byterange, base);

/** Longer is no segment, and would make times so large that they lose their fractions. */
const MAX_SECONDS = 24 * 60 * 60;

const positive = (seconds: number | undefined): number =>
  seconds !== undefined && seconds > 0 ? Math.min(seconds, MAX_SECONDS) : 0;

const mediaOf = (playlist: types.MediaPlaylist, base: string): MediaPlaylist => {
  const segments: Segment[] = [];
  let startMs = 0;
  const first = playlist.segments[0]?.mediaSequenceNumber ?? 0;
  const firstNumber = Number.isSafeInteger(first) ? first : 0;
  for (const segment of playlist.segments) {
    // The last one of a list that was cut off while it was written has no address.
    if (segment.uri === '') continue;
    const durationMs = positive(segment.duration) * 1000;
    segments.push({
      ...resource(segment.uri, segment.byterange, base),
      // Its own count, which a list without numbers begins at 0.
      sequence: firstNumber + segments.length,
      period: segment.discontinuitySequence,
      startMs,
      durationMs,
      map: mapOf(segment.map, base),
      key: keyOf(segment.key, base),
      isGap: segment.gap === true,
    });
    startMs += durationMs;
  }
  return {
    type: 'media',
    targetMs: positive(playlist.targetDuration) * 1000 || DEFAULT_TARGET_MS,
    segments,
    // EVENT lists grow, VOD lists do not, whether or not somebody wrote the end.
    isEnded: playlist.endlist || playlist.playlistType === 'VOD',
  };
};

const parsed = (text: string): types.MasterPlaylist | types.MediaPlaylist => {
  try {
    return parse(plain(text));
  } catch (error) {
    throw new ContainerError('The playlist cannot be read.', { cause: error });
  }
};

/**
 * @param url where the text comes from
 * @throws {ContainerError} for what is no playlist, and for protected streams
 */
export const readPlaylist = (text: string, url: string): MediaPlaylist | MasterPlaylist => {
  const playlist = parsed(text);
  if (!playlist.isMasterPlaylist) return mediaOf(playlist, url);
  return { type: 'master', variants: playlist.variants, url };
};
