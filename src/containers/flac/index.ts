/** FLAC in its own container. */
import type { Packet } from '../../../streams/ports.ts';
import { ByteReader } from '../reader.ts';
import { afterId3 } from '../shared/id3.header.ts';
import { readId3v2 } from '../shared/id3.tags.ts';
import type { ByteSource, Container, Demuxer } from '../types.ts';
import { ContainerError } from '../types.ts';
import { FlacCursor } from './frame.cursor.ts';
import { readMetadata } from './metadata.ts';
import { bisect, lastHeader, narrowed, walkTo } from './seek.ts';
import type { SeekPoint } from './seek.ts';
import type { StreamInfo } from './stream.info.ts';

/** Of sound in one `read`: two frames of the usual 4,096 samples. */
const BLOCK_MS = 120;
/** Where the first frame must begin, counted from the end of the metadata. */
const MAX_GAP_BYTES = 1024 * 1024;
/** In the end of a file so much holds at least one frame, unless samples are long and many. */
const TAIL_BYTES = 256 * 1024;

/** An encoder that wrote into a pipe could not note the length; the last frame's number tells it. */
const totalSamples = async (source: ByteSource, info: StreamInfo): Promise<number | undefined> => {
  if (info.totalSamples > 0) return info.totalSamples;
  if (!source.seekable || source.size === undefined) return undefined;
  const tail = new ByteReader(source, Math.max(0, source.size - TAIL_BYTES));
  const last = await lastHeader(new FlacCursor(tail, info));
  return last === null ? undefined : last.sample + last.blockSize;
};

const open = async (source: ByteSource): Promise<Demuxer> => {
  const reader = new ByteReader(source);
  const id3 = await readId3v2(reader);
  const { info, tags, seekTable } = await readMetadata(reader);
  const cursor = new FlacCursor(reader, info);
  const first = await cursor.findHeader(MAX_GAP_BYTES);
  if (first === null) throw new ContainerError('The FLAC file holds no sound.');
  const start = { sample: first.sample, offset: reader.position };
  const total = await totalSamples(source, info);
  const toMs = (samples: number): number => (samples * 1000) / info.sampleRate;

  const read = async (): Promise<readonly Packet[] | null> => {
    const packets: Packet[] = [];
    for (let blockMs = 0; blockMs < BLOCK_MS;) {
      const frame = await cursor.find();
      if (frame === null) break;
      const durationMs = toMs(frame.blockSize);
      packets.push({ data: reader.take(frame.byteLength), positionMs: toMs(frame.sample), durationMs });
      blockMs += durationMs;
    }
    return packets.length > 0 ? packets : null;
  };

  /** True when the reader stands at the frame that holds `sample`, or at the end. */
  const jumpTo = async (sample: number, table: readonly SeekPoint[], end: number): Promise<boolean> => {
    const all = { low: start, high: { sample: total ?? Infinity, offset: end } };
    const near = await bisect(cursor, sample, narrowed(table, sample, all), info.sampleRate);
    reader.seek(near.offset);
    const frame = await walkTo(cursor, sample);
    return frame === null || frame.sample <= sample;
  };

  const seek = async (positionMs: number): Promise<void> => {
    const last = total === undefined ? Infinity : total - 1;
    const sample = Math.min(last, Math.floor((Math.max(0, positionMs) * info.sampleRate) / 1000 + 1e-6));
    if (source.seekable && source.size !== undefined) {
      // A table may lie; the frames do not.
      if (!(await jumpTo(sample, seekTable, source.size))) await jumpTo(sample, [], source.size);
      return;
    }
    const here = await cursor.findHeader(MAX_GAP_BYTES);
    if (here !== null && here.sample > sample) throw new ContainerError('This stream cannot go back.');
    await walkTo(cursor, sample);
  };

  return {
    format: {
      codec: 'flac',
      sampleRate: info.sampleRate,
      channels: info.channels,
      extradata: info.bytes,
    },
    lengthMs: total === undefined ? undefined : toMs(total),
    isSeekable: source.seekable && source.size !== undefined && total !== undefined,
    tags: { ...id3, ...tags },
    read,
    seek,
  };
};

const matches = (head: Uint8Array): boolean => {
  const at = afterId3(head);
  return String.fromCharCode(...head.subarray(at, at + 4)) === 'fLaC';
};

export const flac: Container = { name: 'flac', matches, open };
