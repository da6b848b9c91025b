/** Where in a transport stream is which moment: found out from the clock in its PES packets. */
import { ByteReader } from '../reader.ts';
import type { FrameHeader, FrameSyntax } from '../shared/frame.ts';
import { durationMs } from '../shared/frame.ts';
import { FrameCursor } from '../shared/frame.cursor.ts';
import { ElementarySource, pesHeader, TICKS_PER_MS, ticksBetween } from './elementary.ts';
import type { PacketWalker } from './walker.ts';

/** The last sound of a film may lie that far before its end. */
const MAX_TAIL_BYTES = 4 * 1024 * 1024;
const TAIL_BYTES = 256 * 1024;
/** So near to a target, going on is faster than another jump. */
const NEAR_MS = 1000;
const MAX_JUMPS = 16;

export interface Place {
  /** Of the packet in which a PES packet begins. */
  readonly offset: number;
  readonly ms: number;
}

export interface Stretch {
  readonly walker: PacketWalker;
  readonly pid: number;
  /** The clock at the first frame. */
  readonly startTicks: number;
  /** Where the first frame is, not later. */
  readonly startAt: number;
}

const msOf = ({ startTicks }: Stretch, ticks: number): number =>
  ticksBetween(startTicks, ticks) / TICKS_PER_MS;

/** The first place from `from` on; null when there is none before `end`. */
const placeFrom = async (stretch: Stretch, from: number, end: number): Promise<Place | null> => {
  const { walker, pid } = stretch;
  walker.reader.seek(from);
  while (await walker.fill()) {
    const offset = walker.reader.position;
    if (offset >= end) return null;
    const packet = walker.next();
    if (packet?.pid !== pid || !packet.isStart) continue;
    const ticks = pesHeader(packet.payload)?.ticks;
    if (ticks !== undefined) return { offset, ms: msOf(stretch, ticks) };
  }
  return null;
};

/** The last place that begins at or after `from`. */
const lastPlace = async (stretch: Stretch, from: number): Promise<Place | null> => {
  let last: Place | null = null;
  for (let at = from; ; at = last.offset + stretch.walker.layout.stride) {
    const place = await placeFrom(stretch, at, Infinity);
    if (place === null) return last;
    last = place;
  }
};

/** Length by the clock, ms, with the frames of the last PES packet; undefined where the end holds no sound. */
export const measure = async <H extends FrameHeader>(
  stretch: Stretch,
  size: number,
  syntax: FrameSyntax<H>,
): Promise<number | undefined> => {
  for (let tail = TAIL_BYTES; tail <= MAX_TAIL_BYTES; tail *= 4) {
    const last = await lastPlace(stretch, Math.max(stretch.startAt, size - tail));
    if (last === null) continue;
    stretch.walker.reader.seek(last.offset);
    const cursor = new FrameCursor(new ByteReader(new ElementarySource(stretch.walker, stretch.pid)), syntax);
    let endMs = last.ms;
    for (let frame = await cursor.find(); frame !== null; frame = await cursor.find()) {
      endMs += durationMs(frame);
      cursor.reader.skip(frame.byteLength);
    }
    return endMs > 0 ? endMs : undefined;
  }
  return undefined;
};

/** A place at or before `goalMs`, and not long before it. */
export const placeBefore = async (stretch: Stretch, goalMs: number, end: Place): Promise<Place> => {
  let low: Place = { offset: stretch.startAt, ms: 0 };
  let high = end;
  for (let jump = 0; jump < MAX_JUMPS && goalMs - low.ms > NEAR_MS; jump += 1) {
    const { stride } = stretch.walker.layout;
    if (high.offset - low.offset < 4 * stride) break;
    // By proportion, a bit early; every other time by halves, which ends also where the bit rate deceives.
    const share = jump % 2 === 0 ? (goalMs - NEAR_MS / 2 - low.ms) / (high.ms - low.ms) : 0.5;
    const within = Math.max(0.01, Math.min(0.99, share));
    const guess = Math.floor(low.offset + within * (high.offset - low.offset));
    const found = await placeFrom(stretch, guess, high.offset);
    if (found === null) high = { offset: guess, ms: high.ms };
    else if (found.ms <= goalMs) low = found;
    else high = { offset: guess, ms: found.ms };
  }
  return low;
};
