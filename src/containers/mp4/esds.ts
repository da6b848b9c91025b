/** The elementary stream descriptor of an `mp4a` track, and AAC's own header in it (ISO 14496-1 §7.2.6, 14496-3 §1.6). */
import { Fields } from './fields.ts';

const ES_TAG = 3;
const DECODER_CONFIG_TAG = 4;
const DECODER_INFO_TAG = 5;

export interface ElementaryStream {
  /** What the bytes are: 0x40 AAC, 0x66–0x68 MPEG-2 AAC, 0x69 and 0x6B MPEG audio. */
  readonly objectType: number;
  /** The codec's set-up; empty for MPEG audio. */
  readonly config: Uint8Array;
}

/** A descriptor's data, with its tag; the length is in groups of seven bits. */
const descriptor = (fields: Fields): { readonly tag: number; readonly data: Fields } => {
  const tag = fields.u8();
  let length = 0;
  for (let group = 0; group < 4; group += 1) {
    const byte = fields.u8();
    length = length * 128 + (byte & 0x7f);
    if (byte < 0x80) break;
  }
  return { tag, data: new Fields(fields.bytes(Math.min(length, fields.left))) };
};

/** The first descriptor with this tag. */
const find = (fields: Fields, tag: number): Fields | undefined => {
  while (fields.left > 1) {
    const found = descriptor(fields);
    if (found.tag === tag) return found.data;
  }
  return undefined;
};

/** Undefined when it does not say what the track is. */
export const readEsds = (data: Uint8Array): ElementaryStream | undefined => {
  const stream = find(new Fields(data).skip(4), ES_TAG)?.skip(2);
  if (stream === undefined) return undefined;
  const flags = stream.u8();
  if ((flags & 0x80) !== 0) stream.skip(2);
  if ((flags & 0x40) !== 0) stream.skip(stream.u8());
  if ((flags & 0x20) !== 0) stream.skip(2);
  const decoder = find(stream, DECODER_CONFIG_TAG);
  if (decoder === undefined) return undefined;
  const objectType = decoder.u8();
  // Stream type, buffer size, greatest and mean bit rate.
  const config = find(decoder.skip(12), DECODER_INFO_TAG)?.rest().slice() ?? new Uint8Array(0);
  return { objectType, config };
};

const RATES = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];
const CHANNELS: Readonly<Record<number, number>> = {
  1: 1,
  2: 2,
  3: 3,
  4: 4,
  5: 5,
  6: 6,
  7: 8,
  11: 7,
  12: 8,
  14: 8,
};

export interface AacConfig {
  readonly sampleRate: number;
  readonly channels: number;
}

/** Rate and channels of the core in an AudioSpecificConfig; undefined where it leaves them open. */
export const readAacConfig = (config: Uint8Array): AacConfig | undefined => {
  let at = 0;
  const bits = (count: number): number => {
    let value = 0;
    for (const end = at + count; at < end; at += 1) {
      value = value * 2 + (((config[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    }
    return value;
  };
  if (bits(5) === 31) bits(6);
  const rate = bits(4);
  const sampleRate = rate === 15 ? bits(24) : RATES[rate];
  const channels = CHANNELS[bits(4)];
  return sampleRate === undefined || sampleRate === 0 || channels === undefined
    ? undefined
    : { sampleRate, channels };
};

/** AudioSpecificConfig of plain AAC LC, for streams that come without one. */
export const lowComplexity = (sampleRate: number, channels: number): Uint8Array | undefined => {
  const rate = RATES.indexOf(sampleRate);
  const bits = (2 << 11) | (rate << 7) | ((channels === 8 ? 7 : channels) << 3);
  return rate < 0 || channels > 8 || channels === 7 ? undefined : Uint8Array.of(bits >> 8, bits & 0xff);
};
