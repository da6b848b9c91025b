/** Length of an MP3 file and where its moments are. */
import type { ByteReader } from '../reader.ts';
import { durationMs, framesIn } from '../shared/frame.ts';
import { sampleAt, survey } from '../shared/survey.ts';
import type { TimeMap, TimePoint } from '../shared/time.map.ts';
import { constantMap, pointMap } from '../shared/time.map.ts';
import type { Mp3Header } from './header.ts';
import { mp3Syntax } from './header.ts';
import type { VbrHeader } from './vbr.header.ts';

export interface Timing {
  readonly lengthMs: number | undefined;
  readonly isLengthExact: boolean;
  readonly map: TimeMap | undefined;
  /** Frames whose place and time are known, in order. */
  readonly known?: readonly TimePoint[];
}

/** What is known when the reader stands at the first frame of sound. */
export interface Start {
  readonly reader: ByteReader;
  readonly first: Mp3Header;
  /** Offset of the Xing or VBRI frame, else of the first frame. */
  readonly headerAt: number;
  readonly vbr: VbrHeader | null;
  /** Offset behind the last frame; undefined where the size is unknown. */
  readonly end: number | undefined;
}

/** Places that are looked at in a file of variable bit rate without a header: a few percent off, for as many requests. */
const PLACES = 12;
/** At the start so much is compared to tell a constant bit rate: 1 s at 128 kb/s. */
const HEAD_BYTES = 16 * 1024;

/** Headers may be so much off without a frame being missing. */
const SLACK_BYTES = 4096;

const sameRate = (headers: readonly Mp3Header[]): boolean =>
  headers.every((header) => header.bitRate === headers[0]?.bitRate);

/** Average length of the frames of a constant bit rate: with padding there is a fraction. */
const frameBytes = (headers: readonly Mp3Header[], first: Mp3Header): number =>
  headers.some((header) => header.isPadded)
    ? (first.samples * first.bitRate) / 8 / first.sampleRate
    : first.byteLength;

const fromHeader = (start: Start, vbr: VbrHeader, frames: number): Timing => {
  const { first, headerAt, reader } = start;
  const frameMs = durationMs(first);
  const lengthMs = frames * frameMs;
  const head = framesIn(mp3Syntax, reader.peek());
  const each = frameBytes(head, first);
  const bytes = vbr.bytes ?? (start.end === undefined ? undefined : start.end - headerAt);
  if (bytes === undefined) return { lengthMs, isLengthExact: true, map: undefined };
  const sound = headerAt + bytes - reader.position;
  // "Info" is a promise; the count of bytes shows whether it was kept.
  if (vbr.isConstant && sameRate(head) && Math.abs(sound / frames - each) < 1) {
    return { lengthMs, isLengthExact: true, map: constantMap(reader.position, each, frameMs) };
  }
  const table = vbr.table
    .slice(1)
    .map(({ time, offset }) => ({ offset: headerAt + offset, ms: time * lengthMs }));
  const begin = { offset: reader.position, ms: 0 };
  return {
    lengthMs,
    isLengthExact: true,
    map: pointMap([begin, ...table, { offset: headerAt + bytes, ms: lengthMs }]),
  };
};

/** Is there less of the file than its header was written for? By more than an old tag, which not all of them count. */
const isCutOff = ({ headerAt, end }: Start, { bytes }: VbrHeader): boolean =>
  bytes !== undefined && end !== undefined && headerAt + bytes > end + SLACK_BYTES;

/** Does the middle of the file have the bit rate of its start? A start of silence would deceive. */
const middleAgrees = async (start: Start, end: number, bytesPerMs: number): Promise<boolean> => {
  const { reader } = start;
  const middle = Math.floor((reader.position + end) / 2);
  const { bytes, ms } = await sampleAt(reader.source, mp3Syntax, middle, end);
  return ms === 0 || Math.abs(bytes / ms / bytesPerMs - 1) < 0.01;
};

/** Without a header: constant bit rate where the places agree that were looked at, else a survey of the file. */
const fromFrames = async (start: Start, end: number): Promise<Timing> => {
  const { reader, first } = start;
  await reader.need(Math.min(HEAD_BYTES, Math.max(0, end - reader.position)));
  const head = framesIn(mp3Syntax, reader.peek());
  const frameMs = durationMs(first);
  const each = frameBytes(head, first);
  if (sameRate(head) && (!reader.source.seekable || (await middleAgrees(start, end, each / frameMs)))) {
    const frames = Math.round((end - reader.position) / each);
    const map = constantMap(reader.position, each, frameMs);
    return { lengthMs: frames * frameMs, isLengthExact: true, map };
  }
  const surveyed = await survey(reader, mp3Syntax, end, PLACES);
  if (surveyed === null) return { lengthMs: undefined, isLengthExact: false, map: undefined };
  const { points, isExact } = surveyed;
  return {
    lengthMs: points.at(-1)?.ms,
    isLengthExact: isExact,
    map: pointMap(points),
    known: isExact ? points.slice(0, -1) : [],
  };
};

/**
 * The Xing or VBRI header knows; else the size and the bit rates tell, as well as they can; without a size and a
 * header (radio) there is no length.
 */
export const timing = async (start: Start): Promise<Timing> => {
  const { vbr, end } = start;
  if (vbr?.frames !== undefined && !isCutOff(start, vbr)) return fromHeader(start, vbr, vbr.frames);
  if (end === undefined) return { lengthMs: undefined, isLengthExact: false, map: undefined };
  return fromFrames(start, end);
};
