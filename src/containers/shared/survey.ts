/** How long is a file whose frames differ and whose header does not say? Looks at a few places instead of all of it. */
import { ByteReader } from '../reader.ts';
import type { ByteSource } from '../types.ts';
import { ContainerError } from '../types.ts';
import type { FrameHeader, FrameSyntax } from './frame.ts';
import { countFrames } from './count.ts';
import { durationMs } from './frame.ts';
import { FrameCursor } from './frame.cursor.ts';
import { memoryReader } from './memory.reader.ts';
import type { TimePoint } from './time.map.ts';

/** Up to this size all frames are counted: no more than four reads, which playing needs anyway. */
const SMALL_BYTES = 256 * 1024;
/** In a larger file this much is counted: it often begins with silence, and is in memory in any case. */
const HEAD_BYTES = 64 * 1024;
/** At each place so much is looked at: 0.4 s at 320 kb/s, 4 s at 32 kb/s. */
const SAMPLE_BYTES = 16 * 1024;

/** What is asked for there: the last frame is whole, too. A jump that loads 64 KB would be three times as dear. */
const SIP_BYTES = SAMPLE_BYTES + 4 * 1024;

const inSips = (source: ByteSource): ByteSource => ({
  size: source.size,
  seekable: source.seekable,
  read: (offset, length) => source.read(offset, Math.min(length, SIP_BYTES)),
  close() {
    // The survey only borrows the source.
  },
});

/** What the frames at some place weigh and how long they sound; zeros where there are none. */
export interface Sample {
  readonly bytes: number;
  readonly ms: number;
}

/** All whole frames from the reader on, but none that begins at or behind `end`. */
const measure = async <H extends FrameHeader>(
  reader: ByteReader,
  syntax: FrameSyntax<H>,
  end: number,
): Promise<Sample> => {
  const cursor = new FrameCursor(reader, syntax);
  let bytes = 0;
  let ms = 0;
  try {
    for (let header = await cursor.find(); header !== null; header = await cursor.find()) {
      if (reader.position >= end) break;
      bytes += header.byteLength;
      ms += durationMs(header);
      reader.skip(header.byteLength);
    }
  } catch (error) {
    // A place without frames says nothing about the rest; anything but damage is the source's own failure.
    if (!(error instanceof ContainerError)) throw error;
  }
  return { bytes, ms };
};

/** Looks at 16 KB from `offset`. */
export const sampleAt = <H extends FrameHeader>(
  source: ByteSource,
  syntax: FrameSyntax<H>,
  offset: number,
  end: number,
): Promise<Sample> =>
  measure(new ByteReader(inSips(source), offset), syntax, Math.min(offset + SAMPLE_BYTES, end));

/** What a file's length and places are known by. */
export interface Survey {
  /** From (the first frame, 0 ms) to (the end, length). */
  readonly points: readonly TimePoint[];
  /** Counted, every point but the last being a frame's; else an estimate. */
  readonly isExact: boolean;
}

/**
 * From the reader to `end`. All frames are counted, in a small file from memory, in a larger one where the source can
 * jump and is quick. Else only the start is, and for the rest `places` samples are taken at even distances, where the
 * source can jump. Milliseconds per byte are averaged over bytes, so that the sum is the integral that the length is.
 * The reader stays where it is. Null when no frame is found.
 */
export const survey = async <H extends FrameHeader>(
  reader: ByteReader,
  syntax: FrameSyntax<H>,
  end: number,
  places: number,
): Promise<Survey | null> => {
  const start = reader.position;
  const isSmall = end - start <= SMALL_BYTES;
  const headBytes = Math.max(0, isSmall ? end - start : HEAD_BYTES);
  await reader.need(headBytes);
  const head = await measure(memoryReader(reader.peek(headBytes)), syntax, headBytes);
  if (head.ms === 0) return null;
  const points: TimePoint[] = [{ offset: start, ms: 0 }];
  if (isSmall) return { points: [...points, { offset: end, ms: head.ms }], isExact: true };
  const counted = reader.source.seekable ? await countFrames(reader.source, syntax, start, end) : null;
  if (counted !== null) return { points: counted, isExact: true };
  return {
    points: [...points, ...(await estimate(reader.source, { syntax, start, end, head, places }))],
    isExact: false,
  };
};

interface Rest<H extends FrameHeader> {
  readonly start: number;
  readonly end: number;
  readonly head: Sample;
  readonly places: number;
  readonly syntax: FrameSyntax<H>;
}

/** Points behind the start of a file of which only the head was counted. */
const estimate = async <H extends FrameHeader>(
  source: ByteSource,
  { syntax, start, end, head, places }: Rest<H>,
): Promise<readonly TimePoint[]> => {
  let { ms } = head;
  let msPerByte = head.ms / head.bytes;
  const restAt = start + head.bytes;
  const step = (end - restAt) / places;
  const points: TimePoint[] = [{ offset: restAt, ms }];
  if (!source.seekable) return [...points, { offset: end, ms: ms + msPerByte * (end - restAt) }];
  for (let place = 0; place < places; place += 1) {
    const middle = Math.floor(restAt + (place + 0.5) * step);
    const sample = await sampleAt(source, syntax, middle, end);
    if (sample.bytes > 0) msPerByte = sample.ms / sample.bytes;
    ms += msPerByte * step;
    points.push({ offset: Math.floor(restAt + (place + 1) * step), ms });
  }
  return points;
};
