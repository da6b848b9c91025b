/** One opened segment: its packets, whose times are counted from its first one. */
import type { AudioFormat, Packet } from '../../../streams/ports.ts';
import type { Container, Demuxer } from '../types.ts';
import { ContainerError } from '../types.ts';
import { withAdts } from './adts.ts';
import type { Files } from './files.ts';
import { id3ClockMs } from './id3.clock.ts';
import type { Segment } from './playlist.ts';

/** As much as probes look at. */
const HEAD_BYTES = 1024;

export interface Part {
  readonly demuxer: Demuxer;
  readonly segment: Segment;
  readonly format: AudioFormat;
  /** The clock at the first packet. */
  readonly clockMs: number | undefined;
  /** Sound of the decoder before the first that is heard, ms: only what the start of a stream has. */
  readonly delayMs: number;
  read(): Promise<readonly Packet[] | null>;
}

/** Rejects when the segment cannot be had, or holds nothing that we can play. */
export const openPart = async (
  segment: Segment,
  files: Files,
  containers: readonly Container[],
  earlier: Demuxer | undefined,
): Promise<Part> => {
  const source = await files.segment(segment);
  const head = await source.peek(HEAD_BYTES);
  const container = containers.find((one) => one.matches(head));
  if (container === undefined) throw new ContainerError('A segment of the stream has an unknown format.');
  const id3Ms = id3ClockMs(head);
  const demuxer = await container.open(source, earlier);
  const adts = withAdts(demuxer.format);
  let ahead = await demuxer.read();
  const firstMs = ahead?.[0]?.positionMs ?? 0;
  return {
    demuxer,
    segment,
    format: adts?.format ?? demuxer.format,
    clockMs: demuxer.clockMs ?? id3Ms,
    delayMs: Math.max(0, -firstMs),
    async read() {
      const packets = ahead ?? (await demuxer.read());
      ahead = null;
      const wrap = adts?.wrap ?? ((packet: Packet) => packet);
      return packets && packets.map((packet) => wrap({ ...packet, positionMs: packet.positionMs - firstMs }));
    },
  };
};
