/** A {@link Demuxer} for a row of frames: MP3 and ADTS. */
import type { AudioFormat, Packet } from '../../../streams/ports.ts';
import type { Demuxer, Tags } from '../types.ts';
import { ContainerError } from '../types.ts';
import type { FrameHeader } from './frame.ts';
import { durationMs } from './frame.ts';
import type { FrameCursor } from './frame.cursor.ts';
import { patience } from './count.ts';
import { SeekIndex } from './seek.index.ts';
import type { TimeMap, TimePoint } from './time.map.ts';

/** Of sound in one `read`: four to six frames. */
export const BLOCK_MS = 120;

/**
 * A target that is this near to a known frame is reached by walking over the frames between: exact, where a jump by
 * estimate is off by up to a second in a file of variable bit rate. Farther ones are walked to as long as that is quick.
 */
const WALK_BYTES = 1024 * 1024;
const FAR_WALK_BYTES = 64 * 1024 * 1024;

export interface FramedTrack<H extends FrameHeader> {
  readonly format: AudioFormat;
  readonly lengthMs: number | undefined;
  /** What the decoder gives before the first sound: the encoder's delay and its own, ms. */
  readonly delayMs?: number;
  /** Where the file says that its sound ends, ms. */
  readonly soundEndMs?: number | undefined;
  /** False for an estimate: then a target beyond it may well lie in the track. */
  readonly isLengthExact: boolean;
  readonly tags: Tags;
  /** Stands at the first frame of sound. */
  readonly cursor: FrameCursor<H>;
  /** Undefined where nothing is known of size or bit rate; then seeks walk. */
  readonly map: TimeMap | undefined;
  /** Frames whose place and time were found out already, in order; not those of the start. */
  readonly known?: readonly TimePoint[];
  /** The decoder needs so many ms before the target to be right at the target. */
  readonly preRollMs: number;
}

/**
 * @example framedDemuxer({ format, lengthMs, isLengthExact: true, tags: {}, cursor, map, preRollMs: 0 })
 */
export const framedDemuxer = <H extends FrameHeader>(track: FramedTrack<H>): Demuxer => {
  const { cursor, map, delayMs = 0 } = track;
  const { reader } = cursor;
  const { source } = reader;
  // All times in here are those of the frames, from 0 on; only those that go in and out are of what is heard.
  const endMs = track.isLengthExact && track.lengthMs !== undefined ? track.lengthMs : Infinity;
  const index = new SeekIndex({ offset: reader.position, ms: 0 });
  for (const { offset, ms } of track.known ?? []) index.add(offset, ms);
  /** Time of the next frame. Kept as samples since a moment, so that an hour of rounding does not add up. */
  let baseMs = 0;
  let samples = 0;
  let sampleRate = track.format.sampleRate;
  /** Do we know the next frame's time for sure? Not after a jump by estimate. */
  let isExact = true;

  const nowMs = (): number => baseMs + (samples * 1000) / sampleRate;
  const standAt = (ms: number): void => {
    baseMs = ms;
    samples = 0;
  };

  const noted = (header: H | null): H | null => {
    if (header !== null && isExact) index.add(reader.position, nowMs());
    return header;
  };
  /** Two ways to the next frame: `frameHere() ?? (await nextFrame())` costs a promise only where it must wait. */
  const frameHere = (): H | null => noted(cursor.findHere());
  const nextFrame = async (): Promise<H | null> => noted(await cursor.find());
  const passed = (header: H): void => {
    if (header.sampleRate !== sampleRate) {
      standAt(nowMs());
      sampleRate = header.sampleRate;
    }
    samples += header.samples;
  };

  /** False when patience was at its end before the goal. */
  const walkTo = async (goalMs: number, isPatient = () => true): Promise<boolean> => {
    for (;;) {
      const header = frameHere() ?? (await nextFrame());
      if (header === null) return true;
      // Half a sample of tolerance: a goal that is a frame's own time, rounded, must not miss it.
      if (nowMs() + durationMs(header) > goalMs + 0.01) return true;
      if (!isPatient()) return false;
      reader.skip(header.byteLength);
      passed(header);
    }
  };

  const jumpTo = async (goalMs: number, there: TimeMap): Promise<void> => {
    cursor.jump(there.offsetAt(goalMs));
    await cursor.find();
    const ms = there.msAt(reader.position);
    standAt(there.isExact ? ms : Math.min(ms, goalMs));
    isExact = there.isExact;
  };

  const seek = async (positionMs: number): Promise<void> => {
    const goalMs = Math.max(0, Math.min(positionMs, endMs) + delayMs - track.preRollMs);
    if (!source.seekable) {
      if (positionMs + delayMs < nowMs()) throw new ContainerError('This stream cannot go back.');
      await walkTo(goalMs);
      return;
    }
    const known = index.before(goalMs);
    const bytes = map === undefined ? 0 : map.offsetAt(goalMs) - known.offset;
    const isFar = map !== undefined && bytes > WALK_BYTES;
    if (isFar && (map.isExact || bytes > FAR_WALK_BYTES)) return jumpTo(goalMs, map);
    cursor.jump(known.offset);
    standAt(known.ms);
    isExact = true;
    if (!(await walkTo(goalMs, isFar ? patience() : undefined)) && map !== undefined)
      await jumpTo(goalMs, map);
  };

  const read = async (): Promise<readonly Packet[] | null> => {
    const packets: Packet[] = [];
    for (let blockMs = 0; blockMs < BLOCK_MS;) {
      const header = frameHere() ?? (await nextFrame());
      if (header === null) break;
      const packetMs = durationMs(header);
      packets.push({
        data: reader.take(header.byteLength),
        positionMs: nowMs() - delayMs,
        durationMs: packetMs,
      });
      passed(header);
      blockMs += packetMs;
    }
    return packets.length > 0 ? packets : null;
  };

  return {
    format: track.format,
    lengthMs: track.lengthMs,
    soundEndMs: track.soundEndMs,
    isSeekable: source.seekable && track.lengthMs !== undefined,
    tags: track.tags,
    read,
    seek,
  };
};
