/** Walks over the elements of a file, one header at a time, and finds the next cluster after damage or a jump. */
import type { ByteReader } from '../reader.ts';
import { ContainerError } from '../types.ts';
import { idAt, vintAt } from './ebml.ts';
import { Id } from './ids.ts';

export interface Element {
  readonly id: number;
  readonly start: number;
  /** Bytes of data; undefined for a live segment or cluster, which goes on until it ends. */
  readonly size: number | undefined;
}

const MAX_HEADER_BYTES = 12;
/** Nothing but blocks, and lists like the cues, is longer than this; text that claims to be is not read. */
const MAX_MASTER_BYTES = 8 * 1024 * 1024;
/** So much without a cluster is damage that cannot be skipped: a cluster of film is 5 MB. */
const MAX_GARBAGE_BYTES = 32 * 1024 * 1024;

const CLUSTER_ID = Buffer.from([0x1f, 0x43, 0xb6, 0x75]);
/** The header of a cluster, a checksum and the header of its time. */
const CLUSTER_HEAD_BYTES = 32;

/** Does a cluster that begins here begin with its time, as it has to (but for a checksum)? Undefined if not. */
const clusterTicks = (bytes: Uint8Array): number | undefined => {
  let at = 4 + vintAt(bytes, 4).length;
  for (let child = 0; child < 3; child += 1) {
    const id = idAt(bytes, at);
    const size = vintAt(bytes, at + id.length);
    if (id.length === 0 || size.length === 0 || size.value < 0) return undefined;
    at += id.length + size.length;
    if (id.value === Id.Timestamp) {
      return size.value > 8
        ? undefined
        : bytes.subarray(at, at + size.value).reduce((v, b) => v * 256 + b, 0);
    }
    at += size.value;
  }
  return undefined;
};

export class ElementWalker {
  readonly reader: ByteReader;

  constructor(reader: ByteReader) {
    this.reader = reader;
  }

  /** Reads the next header and stands at its data; null at the end and where there is no element. */
  async next(): Promise<Element | null> {
    const { reader } = this;
    if (reader.available < MAX_HEADER_BYTES) await reader.need(MAX_HEADER_BYTES);
    const head = reader.peek(MAX_HEADER_BYTES);
    const id = idAt(head, 0);
    const size = vintAt(head, id.length);
    if (id.length === 0 || size.length === 0) return null;
    const start = reader.position;
    reader.skip(id.length + size.length);
    return { id: id.value, start, size: size.value < 0 ? undefined : size.value };
  }

  /** Passes over the data of the element whose header was read. */
  skip({ size }: Element): void {
    if (size === undefined) throw new ContainerError('The Matroska file is damaged.');
    this.reader.skip(size);
  }

  /** All data of the element; empty (and skipped) when it is too long, shorter when the file is cut off. */
  async data(element: Element): Promise<Uint8Array> {
    const { size } = element;
    if (size === undefined || size > MAX_MASTER_BYTES) {
      this.skip(element);
      return new Uint8Array(0);
    }
    await this.reader.need(size);
    return this.reader.take(size);
  }

  /**
   * Goes to the next cluster that begins before `limit`, searching from the cursor. Its time in ticks; null when
   * there is none.
   */
  async findCluster(limit = Infinity): Promise<number | null> {
    const { reader } = this;
    const from = reader.position;
    while (reader.position < limit && reader.position - from <= MAX_GARBAGE_BYTES) {
      await reader.need(CLUSTER_HEAD_BYTES);
      const bytes = reader.peek();
      if (bytes.length < CLUSTER_ID.length) return null;
      const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(CLUSTER_ID);
      // Without a find the last bytes stay: they may be the beginning of one.
      reader.skip(at < 0 ? bytes.length - CLUSTER_ID.length + 1 : at);
      if (at < 0 || reader.position >= limit) continue;
      await reader.need(CLUSTER_HEAD_BYTES);
      const ticks = clusterTicks(reader.peek(CLUSTER_HEAD_BYTES));
      if (ticks !== undefined) return ticks;
      reader.skip(1);
    }
    return null;
  }
}
