/** The audio tracks of a file, and which of them is played. */
import { childrenOf, firstOf, float, text, uint } from './ebml.ts';
import { formatOf } from './format.ts';
import { Id } from './ids.ts';
import type { AudioFormat } from '../../../streams/ports.ts';

export interface Track {
  readonly number: number;
  readonly format: AudioFormat;
  /** Bytes that the muxer took away from the start of every packet. */
  readonly prefix: Uint8Array;
  /** How far timestamps lie behind what is heard: the encoder's delay, ms. */
  readonly delayMs: number;
}

const AUDIO_TYPE = 2;
const HEADER_STRIPPING = 3;
const NO_BYTES = new Uint8Array(0);

/** What has to be put before each packet; undefined for packets that are encrypted or really compressed. */
const prefixOf = (entry: Uint8Array): Uint8Array | undefined => {
  const encodings = firstOf(entry, Id.ContentEncodings);
  if (encodings === undefined) return NO_BYTES;
  const all = childrenOf(encodings, Id.ContentEncoding);
  const compression = all[0] && firstOf(all[0], Id.ContentCompression);
  if (all.length === 0) return NO_BYTES;
  if (all.length > 1 || compression === undefined) return undefined;
  if (uint(firstOf(compression, Id.ContentCompAlgo)) !== HEADER_STRIPPING) return undefined;
  return firstOf(compression, Id.ContentCompSettings) ?? NO_BYTES;
};

const trackOf = (entry: Uint8Array): Track | undefined => {
  const number = uint(firstOf(entry, Id.TrackNumber));
  if (number === undefined || uint(firstOf(entry, Id.TrackType)) !== AUDIO_TYPE) return undefined;
  const audio = firstOf(entry, Id.Audio) ?? NO_BYTES;
  const prefix = prefixOf(entry);
  const format = formatOf({
    codecId: text(firstOf(entry, Id.CodecId)) ?? '',
    codecPrivate: firstOf(entry, Id.CodecPrivate)?.slice() ?? NO_BYTES,
    sampleRate: float(firstOf(audio, Id.SamplingFrequency)) ?? 8000,
    channels: uint(firstOf(audio, Id.Channels)) ?? 1,
    bitDepth: uint(firstOf(audio, Id.BitDepth)) ?? 16,
  });
  if (format === undefined || prefix === undefined) return undefined;
  return { number, format, prefix, delayMs: (uint(firstOf(entry, Id.CodecDelay)) ?? 0) / 1e6 };
};

/** The first Opus track, else the last one that we can play (spec audio.md §3.1); undefined if there is none. */
export const chooseTrack = (tracks: Uint8Array): Track | undefined => {
  const playable = childrenOf(tracks, Id.TrackEntry).flatMap((entry) => trackOf(entry) ?? []);
  return playable.find(({ format }) => format.codec === 'opus') ?? playable.at(-1);
};
