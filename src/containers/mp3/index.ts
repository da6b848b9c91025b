/** MPEG 1, 2 and 2.5 layer III, as files and as radio. */
import { ByteReader } from '../reader.ts';
import { durationMs, holdsFrame } from '../shared/frame.ts';
import { FrameCursor } from '../shared/frame.cursor.ts';
import { framedDemuxer } from '../shared/framed.demuxer.ts';
import { afterId3, id3Header } from '../shared/id3.header.ts';
import { ID3V1_BYTES, readId3v1, readId3v2 } from '../shared/id3.tags.ts';
import type { ByteSource, Container, Demuxer } from '../types.ts';
import { ContainerError } from '../types.ts';
import type { Mp3Header } from './header.ts';
import { mp3Syntax } from './header.ts';
import { timing } from './timing.ts';
import { vbrHeader } from './vbr.header.ts';
import type { VbrHeader } from './vbr.header.ts';

/** Sound of a frame may begin up to so many bytes earlier, in the frames before it (`main_data_begin`, 9 bits). */
const RESERVOIR_BYTES = 511;
const MAX_PRE_ROLL_FRAMES = 10;

/** Enough frames for the reservoir, and one more whose second half overlaps the target's first. */
const preRollMs = (first: Mp3Header, frameBytes: number): number => {
  const soundBytes = Math.max(1, frameBytes - 4 - first.sideInfoBytes);
  return Math.min(MAX_PRE_ROLL_FRAMES, Math.ceil(RESERVOIR_BYTES / soundBytes) + 1) * durationMs(first);
};

/** What is heard of all frames: LAME's tag says how much at both ends is not. */
const heardPart = (first: Mp3Header, vbr: VbrHeader | null, framesMs: number | undefined) => {
  const { trim, frames } = vbr ?? {};
  if (trim === undefined || framesMs === undefined) return { lengthMs: framesMs };
  const delayMs = (trim.start * 1000) / first.sampleRate;
  // The padding of a file that is cut off went with its end.
  const isCutOff = frames !== undefined && framesMs < (frames - 1) * durationMs(first);
  const endMs = framesMs - delayMs - (isCutOff ? 0 : (trim.end * 1000) / first.sampleRate);
  // A tag that trims everything away was not written for this sound.
  if (endMs <= 0) return { lengthMs: framesMs };
  return { delayMs, lengthMs: endMs, soundEndMs: frames === undefined ? undefined : endMs };
};

const open = async (source: ByteSource): Promise<Demuxer> => {
  const reader = new ByteReader(source);
  const id3v2 = await readId3v2(reader);
  const isTagged = id3v2.title !== undefined || id3v2.author !== undefined;
  const cursor = new FrameCursor(reader, mp3Syntax);
  let first = await cursor.find();
  if (first === null) throw new ContainerError('No MP3 frame found.');
  const headerAt = reader.position;
  const vbr = vbrHeader(reader.peek(first.byteLength), first);
  if (vbr !== null) {
    reader.skip(first.byteLength);
    first = await cursor.find();
    if (first === null) throw new ContainerError('The MP3 file holds no sound.');
  }
  // The old tag costs a jump to the end of the file, so only files without the new one are asked for it.
  const id3v1 = isTagged ? null : await readId3v1(source);
  const end = source.size === undefined ? undefined : source.size - (id3v1 === null ? 0 : ID3V1_BYTES);
  const { lengthMs: framesMs, ...time } = await timing({ reader, first, headerAt, vbr, end });
  const isMeasured = end !== undefined && framesMs !== undefined && framesMs > 0;
  const averageBytes = isMeasured
    ? ((end - reader.position) * durationMs(first)) / framesMs
    : first.byteLength;
  const heard = heardPart(first, vbr, framesMs);
  return framedDemuxer({
    format: {
      codec: 'mp3',
      sampleRate: first.sampleRate,
      channels: first.channels,
      extradata: new Uint8Array(0),
    },
    ...heard,
    ...time,
    tags: { ...id3v1, ...id3v2 },
    cursor,
    preRollMs: preRollMs(first, averageBytes),
  });
};

/** An ID3 tag of another format's file, where `head` shows what comes behind it. */
const belongsToOther = (head: Uint8Array, at: number): boolean =>
  (at + 4 <= head.length && String.fromCharCode(...head.subarray(at, at + 4)) === 'fLaC') ||
  // ADTS: the sync word of MP3, but no layer.
  (head[at] === 0xff && ((head[at + 1] ?? 0) & 0xf6) === 0xf0);

const matches = (head: Uint8Array): boolean => {
  const at = afterId3(head);
  if (holdsFrame(mp3Syntax, head, at, (_, found) => found === at)) return true;
  if (id3Header(head) === null) return false;
  return at >= head.length || !belongsToOther(head, at);
};

export const mp3: Container = { name: 'mp3', matches, open };
