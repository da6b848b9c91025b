/** The length of a file that does not tell it, to the frame: by walking over all of its frames, as long as that is quick. */
import { ByteReader } from '../reader.ts';
import type { ByteSource } from '../types.ts';
import { ContainerError } from '../types.ts';
import type { FrameHeader, FrameSyntax } from './frame.ts';
import { FrameCursor } from './frame.cursor.ts';
import type { TimePoint } from './time.map.ts';

/**
 * A file on a disk or a near server is read at 100 MB/s and more, so that a song is counted in 30 ms; what has not been
 * counted by then comes from far, and a listener would wait for it.
 */
const PATIENCE_MS = 400;
/** The clock is asked after so many frames. */
const FRAMES_PER_LOOK = 256;
/** As far apart are the points that are kept. */
const STEP_MS = 1000;

/** Says whether there is still time; the first call starts it. */
export const patience = (): (() => boolean) => {
  const end = performance.now() + PATIENCE_MS;
  let calls = 0;
  return () => {
    calls += 1;
    return calls % FRAMES_PER_LOOK !== 0 || performance.now() < end;
  };
};

/**
 * Frames and their times, one a second, and at last where they end and how long they all are. Null when time was up
 * before the end, or when there is damage that cannot be skipped.
 *
 * @param start offset of the first frame
 * @param end no frame begins at or behind it
 */
export const countFrames = async <H extends FrameHeader>(
  source: ByteSource,
  syntax: FrameSyntax<H>,
  start: number,
  end: number,
): Promise<readonly TimePoint[] | null> => {
  const reader = new ByteReader(source, start);
  const cursor = new FrameCursor(reader, syntax);
  const isPatient = patience();
  const points: TimePoint[] = [{ offset: start, ms: 0 }];
  // Samples since a change of the rate, so that an hour of rounding does not add up.
  let [baseMs, samples, rate] = [0, 0, 0];
  let lastMs = 0;
  try {
    for (;;) {
      const header = cursor.findHere() ?? (await cursor.find());
      const ms = baseMs + (rate === 0 ? 0 : (samples * 1000) / rate);
      if (header === null || reader.position >= end) return [...points, { offset: end, ms }];
      if (!isPatient()) return null;
      if (ms >= lastMs + STEP_MS) {
        points.push({ offset: reader.position, ms });
        lastMs = ms;
      }
      if (header.sampleRate !== rate) [baseMs, samples, rate] = [ms, 0, header.sampleRate];
      samples += header.samples;
      reader.skip(header.byteLength);
    }
  } catch (error) {
    // Damage may also be met when it is played, and then has to be told; for now an estimate must do.
    if (error instanceof ContainerError) return null;
    throw error;
  }
};
