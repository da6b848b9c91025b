/** The blocks before the first frame (RFC 9639 §8). Pictures are passed over by offset. */
import type { ByteReader } from '../reader.ts';
import { ContainerError } from '../types.ts';
import type { Tags } from '../types.ts';
import { readComments } from './comments.ts';
import type { SeekPoint } from './seek.ts';
import type { StreamInfo } from './stream.info.ts';
import { STREAM_INFO_BYTES, streamInfo } from './stream.info.ts';

export interface Metadata {
  readonly info: StreamInfo;
  readonly tags: Tags;
  /** Rising; offsets are those of the file. Empty if there is no table. */
  readonly seekTable: readonly SeekPoint[];
}

const MAGIC = 0x66_4c_61_43;
const BLOCK = { streamInfo: 0, seekTable: 3, comments: 4 } as const;
const MAX_BLOCKS = 1000;
const SEEK_POINT_BYTES = 18;
/** One a second for more than five hours; what a table holds beyond that is not kept. */
const MAX_SEEK_POINTS = 20_000;
const PLACEHOLDER = 0xffff_ffff_ffff_ffffn;

const cutOff = (): ContainerError => new ContainerError('The FLAC file is cut off.');

const readSeekTable = async (reader: ByteReader, end: number): Promise<readonly SeekPoint[]> => {
  const points: SeekPoint[] = [];
  while (points.length < MAX_SEEK_POINTS && reader.position + SEEK_POINT_BYTES <= end) {
    if (!(await reader.need(SEEK_POINT_BYTES))) throw cutOff();
    const sample = reader.peekU64();
    const offset = Number(reader.peekU64(8));
    const last = points.at(-1);
    const rises = last === undefined || (Number(sample) > last.sample && offset > last.offset);
    if (sample !== PLACEHOLDER && rises) points.push({ sample: Number(sample), offset });
    reader.skip(SEEK_POINT_BYTES);
  }
  return points;
};

/** Leaves the reader at the first frame. Rejects with a {@link ContainerError} where that cannot be found. */
export const readMetadata = async (reader: ByteReader): Promise<Metadata> => {
  if (!(await reader.need(4)) || reader.peekU32() !== MAGIC)
    throw new ContainerError('This is not a FLAC file.');
  reader.skip(4);
  let info: StreamInfo | undefined;
  let tags: Tags = {};
  let table: readonly SeekPoint[] = [];
  let isLast = false;
  for (let count = 0; !isLast; count += 1) {
    if (count >= MAX_BLOCKS) throw new ContainerError('The FLAC header does not end.');
    if (!(await reader.need(4))) throw cutOff();
    const word = reader.peekU32();
    reader.skip(4);
    isLast = word >>> 31 === 1;
    const type = (word >>> 24) & 0x7f;
    const end = reader.position + (word & 0xff_ffff);
    if (type === BLOCK.streamInfo && reader.position + STREAM_INFO_BYTES <= end) {
      if (!(await reader.need(STREAM_INFO_BYTES))) throw cutOff();
      info = streamInfo(reader.take(STREAM_INFO_BYTES));
    } else if (type === BLOCK.comments) {
      tags = await readComments(reader, end);
    } else if (type === BLOCK.seekTable) {
      table = await readSeekTable(reader, end);
    }
    reader.seek(end);
  }
  if (info === undefined) throw new ContainerError('The FLAC file has no stream information.');
  const first = reader.position;
  return {
    info,
    tags,
    seekTable: table.map((point) => ({ sample: point.sample, offset: first + point.offset })),
  };
};
