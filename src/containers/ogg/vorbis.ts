/** Vorbis in Ogg (Vorbis I, appendix A). A packet's length in time depends on the one before it. */
import { ContainerError } from '../types.ts';
import { readComments } from './comments.ts';
import type { Mapping, MappingKind } from './mapping.ts';
import { startsWith, viewOf } from './mapping.ts';
import { bitsAt, longBlockModes } from './vorbis.modes.ts';

const ID_BYTES = 30;

/** A comment header without comments: decoders need one, and the real one may hold a picture of megabytes. */
const NO_COMMENTS = Uint8Array.of(3, ...Buffer.from('vorbis'), 0, 0, 0, 0, 0, 0, 0, 0, 1);

const isHeader = (packet: Uint8Array | undefined, type: number): packet is Uint8Array =>
  packet !== undefined && packet[0] === type && startsWith(packet, 'vorbis', 1);

/** Matroska's CodecPrivate: number of packets less one, lengths but for the last as runs of 255, then the packets. */
const xiphLaced = (packets: readonly Uint8Array[]): Uint8Array => {
  const lengths = packets
    .slice(0, -1)
    .flatMap(({ length }) => [...new Array<number>(Math.floor(length / 255)).fill(255), length % 255]);
  return new Uint8Array(Buffer.concat([Uint8Array.of(packets.length - 1, ...lengths), ...packets]));
};

/** Samples per packet: a quarter of this block and a quarter of the one before; the first packet gives none. */
const sampleCounter = (setup: Uint8Array, blockSizes: readonly [number, number]) => {
  const modes = longBlockModes(setup);
  const modeBits = 32 - Math.clz32(modes.length - 1);
  let previous = 0;
  return {
    samplesOf: (packet: Uint8Array): number | null => {
      const isSound = packet.length > 0 && bitsAt(packet, 0, 1) === 0;
      const isLong = isSound ? modes[bitsAt(packet, 1, modeBits)] : undefined;
      if (isLong === undefined) return null;
      const size = blockSizes[isLong ? 1 : 0];
      const samples = previous === 0 ? 0 : (previous + size) / 4;
      previous = size;
      return samples;
    },
    reset: () => {
      previous = 0;
    },
  };
};

export const vorbis: MappingKind = {
  matches: (first) => isHeader(first, 1),
  isComplete: (headers) => headers.length >= 3,
  build([id, comments, setup]): Mapping {
    if (!isHeader(id, 1) || !isHeader(comments, 3) || !isHeader(setup, 5) || id.length < ID_BYTES) {
      throw new ContainerError('The Vorbis headers are damaged.');
    }
    const view = viewOf(id);
    const channels = view.getUint8(11);
    const sampleRate = view.getUint32(12, true);
    const sizes = view.getUint8(28);
    if (channels === 0 || sampleRate === 0) throw new ContainerError('The Vorbis headers are damaged.');
    return {
      format: { codec: 'vorbis', sampleRate, channels, extradata: xiphLaced([id, NO_COMMENTS, setup]) },
      granuleRate: sampleRate,
      preSkip: 0,
      preRollMs: 0,
      tags: readComments(comments, 7),
      ...sampleCounter(setup, [1 << (sizes & 15), 1 << (sizes >> 4)]),
      continues: ({ format }) =>
        format.codec === 'vorbis' &&
        Buffer.compare(xiphLaced([id, NO_COMMENTS, setup]), format.extradata) === 0,
    };
  },
};
