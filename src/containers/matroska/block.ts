/** Blocks: where packets are. Those of other tracks are passed over without being read. */
import { vintAt } from './ebml.ts';
import type { Element, ElementWalker } from './elements.ts';
import { unlace } from './lacing.ts';
import type { Track } from './tracks.ts';

export interface Block {
  /** Relative to the cluster, in ticks. */
  readonly ticks: number;
  readonly packets: readonly Uint8Array[];
}

/** Track number, 16 bits of time, flags. */
const MAX_HEAD_BYTES = 11;

const withPrefix = (prefix: Uint8Array, packet: Uint8Array): Uint8Array => {
  if (prefix.length === 0) return packet;
  const whole = new Uint8Array(prefix.length + packet.length);
  whole.set(prefix);
  whole.set(packet, prefix.length);
  return whole;
};

/**
 * Reads the data of a SimpleBlock or Block, and stands behind it. Null for blocks of other tracks, for damaged ones
 * and for one that the end of the file cuts off.
 */
export const readBlock = async (
  walker: ElementWalker,
  element: Element,
  track: Track,
): Promise<Block | null> => {
  const { reader } = walker;
  const size = element.size ?? 0;
  const end = reader.position + size;
  const headBytes = Math.min(size, MAX_HEAD_BYTES);
  if (reader.available < headBytes) await reader.need(headBytes);
  const number = vintAt(reader.peek(headBytes), 0);
  const dataAt = number.length + 3;
  if (number.value !== track.number || number.length === 0 || dataAt >= size) {
    reader.seek(end);
    return null;
  }
  if (reader.available < size && !(await reader.need(size))) {
    reader.seek(end);
    return null;
  }
  const ticks = (reader.peekU16(number.length) << 16) >> 16;
  const lacing = (reader.peekU8(number.length + 2) >> 1) & 3;
  reader.skip(dataAt);
  const packets = unlace(lacing, reader.take(size - dataAt)).filter(({ length }) => length > 0);
  return { ticks, packets: packets.map((packet) => withPrefix(track.prefix, packet)) };
};
