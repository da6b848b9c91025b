/** Finds the frame of a moment: by the seek table, then by bisection on frame headers, then by walking. */
import type { FlacCursor, FlacFrame } from './frame.cursor.ts';
import type { FlacHeader } from './frame.header.ts';

export interface SeekPoint {
  readonly sample: number;
  /** Of the file. */
  readonly offset: number;
}

/** The moment lies in [low, high). */
export interface Bounds {
  readonly low: SeekPoint;
  readonly high: SeekPoint;
}

/** When so few bytes are left, walking over them costs no more than another jump. */
const WALK_BYTES = 192 * 1024;
/** Halving 16 GB to the bytes above takes 17 steps. */
const MAX_STEPS = 24;
/** The first steps guess from the average bit rate, a second early, so that the walk begins before the moment. */
const GUESSES = 3;

/** The points of a rising table around `sample`, no wider than `bounds`. */
export const narrowed = (table: readonly SeekPoint[], sample: number, { low, high }: Bounds): Bounds => {
  const isInside = (point: SeekPoint): boolean => point.offset >= low.offset && point.offset < high.offset;
  return {
    low: table.findLast((point) => point.sample <= sample && isInside(point)) ?? low,
    high: table.find((point) => point.sample > sample && isInside(point)) ?? high,
  };
};

const guessOffset = ({ low, high }: Bounds, sample: number, marginSamples: number, step: number): number => {
  const span = high.offset - low.offset;
  if (step >= GUESSES) return low.offset + Math.floor(span / 2);
  const share = (sample - marginSamples - low.sample) / Math.max(1, high.sample - low.sample);
  return low.offset + Math.floor(span * Math.min(0.95, Math.max(0.05, share)));
};

/** The first header from `offset` on whose number lies within the bounds: what chance produces does not. */
const headerBetween = async (
  cursor: FlacCursor,
  offset: number,
  { low, high }: Bounds,
): Promise<FlacHeader | null> => {
  cursor.reader.seek(offset);
  for (;;) {
    const header = await cursor.findHeader(high.offset - cursor.reader.position);
    if (header === null || (header.sample >= low.sample && header.sample < high.sample)) return header;
    cursor.reader.skip(1);
  }
};

/** Narrows `bounds` by reading frame headers; its `low` is a frame in whose neighbourhood `sample` is. */
export const bisect = async (
  cursor: FlacCursor,
  sample: number,
  bounds: Bounds,
  sampleRate: number,
): Promise<SeekPoint> => {
  let { low, high } = bounds;
  for (let step = 0; step < MAX_STEPS && high.offset - low.offset > WALK_BYTES; step += 1) {
    if (step > 0 && sample - low.sample < 2 * sampleRate) break;
    const guess = guessOffset({ low, high }, sample, sampleRate, step);
    const header = await headerBetween(cursor, guess, { low, high });
    const offset = cursor.reader.position;
    if (header === null || offset >= high.offset) high = { sample: high.sample, offset: guess };
    else if (header.sample > sample) high = { sample: header.sample, offset: guess };
    else low = { sample: header.sample, offset };
  }
  return low;
};

/** Walks to the frame that holds `sample` and returns it; null when the end comes first. */
export const walkTo = async (cursor: FlacCursor, sample: number): Promise<FlacFrame | null> => {
  let frame = await cursor.find();
  while (frame !== null && frame.sample + frame.blockSize <= sample) {
    cursor.reader.skip(frame.byteLength);
    frame = await cursor.find();
  }
  return frame;
};

/** The last header between the cursor and the end of the source. */
export const lastHeader = async (cursor: FlacCursor): Promise<FlacHeader | null> => {
  let last: FlacHeader | null = null;
  for (let header = await cursor.findHeader(Infinity); header !== null;) {
    last = header;
    cursor.reader.skip(1);
    header = await cursor.findHeader(Infinity);
  }
  return last;
};
