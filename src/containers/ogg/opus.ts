/** Opus in Ogg (RFC 7845). Always 48 kHz: the header's input sample rate says only what the encoder was fed with. */
import { SAMPLE_RATE } from '../../../streams/ports.ts';
import { ContainerError } from '../types.ts';
import { readComments } from './comments.ts';
import type { Mapping, MappingKind } from './mapping.ts';
import { startsWith, viewOf } from './mapping.ts';

const HEAD_BYTES = 19;
/** RFC 7845 §4.6: decoding begins 80 ms before the target. */
const PRE_ROLL_MS = 80;
/** RFC 6716 §3.2.5: no packet is longer than 120 ms. */
const MAX_SAMPLES = 5760;

const SILK_SAMPLES = [480, 960, 1920, 2880] as const;
const HYBRID_SAMPLES = [480, 960] as const;
const CELT_SAMPLES = [120, 240, 480, 960] as const;

const frameSamples = (config: number): number => {
  if (config < 12) return SILK_SAMPLES[config & 3] ?? 0;
  if (config < 16) return HYBRID_SAMPLES[config & 1] ?? 0;
  return CELT_SAMPLES[config & 3] ?? 0;
};

/** Samples of a packet by its TOC byte (RFC 6716 §3.1); null when it is malformed. */
export const opusSamples = (packet: Uint8Array): number | null => {
  const toc = packet[0];
  if (toc === undefined) return null;
  const code = toc & 3;
  const frames = code === 3 ? (packet[1] ?? 0) & 0x3f : Math.min(2, code + 1);
  const samples = frames * frameSamples(toc >> 3);
  return samples > 0 && samples <= MAX_SAMPLES ? samples : null;
};

export const opus: MappingKind = {
  matches: (first) => startsWith(first, 'OpusHead'),
  isComplete: (headers) => headers.length >= 2,
  build([head, comments]): Mapping {
    if (head === undefined || head.length < HEAD_BYTES || head[9] === 0 || (head[8] ?? 0) > 15) {
      throw new ContainerError('The Opus header is damaged.');
    }
    const channels = head[9] ?? 0;
    return {
      format: { codec: 'opus', sampleRate: SAMPLE_RATE, channels, extradata: head },
      granuleRate: SAMPLE_RATE,
      preSkip: viewOf(head).getUint16(10, true),
      preRollMs: PRE_ROLL_MS,
      tags: comments !== undefined && startsWith(comments, 'OpusTags') ? readComments(comments, 8) : {},
      samplesOf: opusSamples,
      reset: () => undefined,
      // A decoder for one or two channels takes packets of either; a table of streams has to be the same.
      continues: ({ format }) => {
        const isSimple = head[18] === 0 && format.extradata[18] === 0;
        return (
          format.codec === 'opus' && (isSimple || sameBytes(head.subarray(18), format.extradata.subarray(18)))
        );
      },
    };
  },
};

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
