/** FLAC in Ogg (xiph.org/flac/ogg_mapping.html). */
import { ContainerError } from '../types.ts';
import { readComments } from './comments.ts';
import type { Mapping, MappingKind } from './mapping.ts';
import { startsWith, viewOf } from './mapping.ts';

/** 0x7F "FLAC", version, number of header packets, "fLaC", then STREAMINFO as a metadata block. */
const INFO_AT = 17;
const INFO_BYTES = 34;
const INFO_BLOCK_AT = 13;
/** Metadata blocks behind the first packet; more is no file but an attack. */
const MAX_HEADERS = 128;

const COMMENT_TYPE = 4;

/** A block's header says whether it is the last one. */
const isLastBlock = (headers: readonly Uint8Array[]): boolean => {
  const last = headers.at(-1);
  return ((headers.length === 1 ? last?.[INFO_BLOCK_AT] : last?.[0]) ?? 0x80) >= 0x80;
};

/** Samples of a frame by its header (RFC 9639 §9.1); null when it is none. */
export const flacSamples = (packet: Uint8Array): number | null => {
  if (packet.length < 6 || packet[0] !== 0xff || ((packet[1] ?? 0) & 0xfe) !== 0xf8) return null;
  const code = (packet[2] ?? 0) >> 4;
  if (code === 0) return null;
  if (code === 1) return 192;
  if (code < 6) return 144 << code;
  if (code > 7) return 1 << code;
  // The number is behind the frame's own number, which is coded like a letter of UTF-8.
  const at = 4 + Math.max(1, Math.clz32(~((packet[4] ?? 0) << 24)));
  const high = packet[at] ?? 0;
  return code === 6 ? high + 1 : high * 256 + (packet[at + 1] ?? 0) + 1;
};

export const flac: MappingKind = {
  matches: (first) => first[0] === 0x7f && startsWith(first, 'FLAC', 1),
  isComplete: (headers) => isLastBlock(headers) || headers.length > MAX_HEADERS,
  build(headers): Mapping {
    const first = headers[0];
    if (first === undefined || first.length < INFO_AT + INFO_BYTES) throw damaged();
    const info = first.slice(INFO_AT, INFO_AT + INFO_BYTES);
    const fields = viewOf(info).getUint32(10);
    const sampleRate = fields >>> 12;
    if (sampleRate === 0) throw damaged();
    const comments = headers.slice(1).find((block) => ((block[0] ?? 0) & 0x7f) === COMMENT_TYPE);
    return {
      format: { codec: 'flac', sampleRate, channels: ((fields >>> 9) & 7) + 1, extradata: info },
      granuleRate: sampleRate,
      preSkip: 0,
      preRollMs: 0,
      tags: comments === undefined ? {} : readComments(comments, 4),
      samplesOf: flacSamples,
      reset: () => undefined,
      // Rate, channels and depth: lengths and checksum differ from link to link.
      continues: ({ format }) =>
        format.codec === 'flac' && viewOf(format.extradata).getUint32(10) >>> 4 === fields >>> 4,
    };
  },
};

const damaged = (): ContainerError => new ContainerError('The FLAC header is damaged.');
