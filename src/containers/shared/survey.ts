/** How long is a file whose frames differ and whose header does not say? Looks at a few places instead of all of it. */
import { ByteReader } from '../reader.ts';
import type { ByteSource } from '../types.ts';
import { ContainerError } from '../types.ts';
import type { FrameHeader, FrameSyntax } from './frame.ts';
import { durationMs } from './frame.ts';
import { FrameCursor } from './frame.cursor.ts';
import type { TimePoint } from './time.map.ts';

/** Up to this size all frames are counted: no more than four reads. */
const SMALL_BYTES = 256 * 1024;
/** At each place so much is looked at: 0.4 s at 320 kb/s, 4 s at 32 kb/s. */
const SAMPLE_BYTES = 16 * 1024;

/** The source, but each read no longer than what is looked at: a jump that then loads 64 KB is four times as dear. */
const inSips = (source: ByteSource): ByteSource => ({
  size: source.size,
  seekable: source.seekable,
  read: (offset, length) => source.read(offset, Math.min(length, SAMPLE_BYTES)),
  close() {
    // The survey only borrows the source.
  },
});

/** What the frames at some place weigh and how long they sound; zeros where there are none. */
export interface Sample {
  readonly bytes: number;
  readonly ms: number;
}

/** Of the frames that begin in [from, to). */
const measure = async <H extends FrameHeader>(
  source: ByteSource,
  syntax: FrameSyntax<H>,
  from: number,
  to: number,
): Promise<Sample> => {
  const cursor = new FrameCursor(new ByteReader(source, from), syntax);
  let bytes = 0;
  let ms = 0;
  try {
    for (let header = await cursor.find(); header !== null; header = await cursor.find()) {
      if (cursor.reader.position >= to) break;
      bytes += header.byteLength;
      ms += durationMs(header);
      cursor.reader.skip(header.byteLength);
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
): Promise<Sample> => measure(inSips(source), syntax, offset, Math.min(offset + SAMPLE_BYTES, end));

/**
 * Points from (`start`, 0 ms) to (`end`, length), from `places` samples at even distances. Milliseconds per byte are
 * averaged over bytes, so that the sum is the integral that the length is. A file below 256 KB is counted frame by
 * frame. Null when no frame is found.
 */
export const survey = async <H extends FrameHeader>(
  source: ByteSource,
  syntax: FrameSyntax<H>,
  span: { readonly start: number; readonly end: number },
  places: number,
): Promise<readonly TimePoint[] | null> => {
  const total = span.end - span.start;
  const points: TimePoint[] = [{ offset: span.start, ms: 0 }];
  if (total <= SMALL_BYTES) {
    const all = await measure(source, syntax, span.start, span.end);
    return all.ms > 0 ? [...points, { offset: span.end, ms: all.ms }] : null;
  }
  let msPerByte = 0;
  let ms = 0;
  for (let place = 0; place < places; place += 1) {
    const middle = Math.floor(span.start + ((place + 0.5) * total) / places);
    const sample = await sampleAt(source, syntax, middle, span.end);
    if (sample.bytes > 0) msPerByte = sample.ms / sample.bytes;
    ms += (msPerByte * total) / places;
    points.push({ offset: Math.floor(span.start + ((place + 1) * total) / places), ms });
  }
  return ms > 0 ? points : null;
};
