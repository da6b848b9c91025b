/** Boxes, the parts of an MP4 file: in the file, and in memory (ISO 14496-12 §4.2). */
import type { ByteReader } from '../reader.ts';
import { ContainerError } from '../types.ts';
import { damaged, Fields } from './fields.ts';

export interface Box {
  readonly type: string;
  readonly start: number;
  /** Offset behind the box; Infinity for one that goes on to the end of the file. */
  readonly end: number;
}

const SMALL_HEADER_BYTES = 8;
const LARGE_HEADER_BYTES = 16;

export class BoxWalker {
  readonly reader: ByteReader;

  constructor(reader: ByteReader) {
    this.reader = reader;
  }

  /** Reads the next box's header and stands at its data; null at `end` and at the end of the file. */
  async next(end = Infinity): Promise<Box | null> {
    const { reader } = this;
    const start = reader.position;
    if (start + SMALL_HEADER_BYTES > end || !(await reader.need(SMALL_HEADER_BYTES))) return null;
    let size = reader.peekU32();
    let headerBytes = SMALL_HEADER_BYTES;
    const type = String.fromCharCode(...reader.peek(SMALL_HEADER_BYTES).subarray(4));
    if (size === 1) {
      if (!(await reader.need(LARGE_HEADER_BYTES))) return null;
      headerBytes = LARGE_HEADER_BYTES;
      size = Number(reader.peekU64(SMALL_HEADER_BYTES));
    } else if (size === 0) {
      size = Infinity;
    }
    if (size < headerBytes) throw damaged();
    reader.skip(headerBytes);
    return { type, start, end: Math.min(end, start + size) };
  }

  /** The boxes in `parent`, whose header was read. The body may read or skip each of them, or leave it. */
  async *children(parent: Box): AsyncGenerator<Box, void> {
    for (let box = await this.next(parent.end); box !== null; box = await this.next(parent.end)) {
      yield box;
      this.leave(box);
    }
  }

  /** All data of a box whose header was read. */
  async data(box: Box): Promise<Uint8Array> {
    const size = box.end - this.reader.position;
    if (!(await this.reader.need(size))) throw new ContainerError('The MP4 file is cut off.');
    return this.reader.take(size);
  }

  /** Goes to an offset; back only where the source can. */
  goTo(offset: number): void {
    const { reader } = this;
    if (!(offset >= 0)) throw damaged();
    if (!reader.source.seekable && offset < reader.position) {
      throw new ContainerError('The MP4 file is not in the order in which it is played.');
    }
    reader.seek(offset);
  }

  /** Back to the start of a box whose header was read, and nothing more. */
  unread(box: Box): void {
    this.reader.seek(box.start);
  }

  /** Goes behind the box, wherever in it we are. */
  leave(box: Box): void {
    if (box.end === Infinity) throw new ContainerError('The MP4 file is cut off.');
    this.reader.seek(box.end);
  }
}

export interface InnerBox {
  readonly type: string;
  readonly data: Uint8Array;
}

/** The boxes in a box's data; ends early where they are damaged. */
export function* boxesIn(data: Uint8Array): Generator<InnerBox, void> {
  const fields = new Fields(data);
  while (fields.left >= SMALL_HEADER_BYTES) {
    const size = fields.u32();
    const type = fields.type();
    if (size < SMALL_HEADER_BYTES || size - SMALL_HEADER_BYTES > fields.left) return;
    yield { type, data: fields.bytes(size - SMALL_HEADER_BYTES) };
  }
}

export const boxIn = (data: Uint8Array, type: string): Uint8Array | undefined =>
  [...boxesIn(data)].find((box) => box.type === type)?.data;
