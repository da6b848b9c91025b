/** Splits FLAC into frames: one ends where the header of the next one begins. */
import type { ByteReader } from '../reader.ts';
import { ContainerError } from '../types.ts';
import { crc16 } from './crc.ts';
import type { FlacHeader } from './frame.header.ts';
import { MAX_HEADER_BYTES, flacHeader } from './frame.header.ts';
import type { StreamInfo } from './stream.info.ts';

/** So much without a frame is damage that cannot be skipped. */
const MAX_GARBAGE_BYTES = 4 * 1024 * 1024;
/** Headers that do not continue the count and that no checksum confirms: after so many the frame is given up. */
const MAX_DOUBTS = 8;
const ID3V1_BYTES = 128;

export interface FlacFrame extends FlacHeader {
  readonly byteLength: number;
}

interface Found {
  readonly header: FlacHeader;
  /** Bytes from the cursor. */
  readonly ahead: number;
}

export class FlacCursor {
  readonly reader: ByteReader;
  readonly #info: StreamInfo;
  /** Header at the cursor, if it has been found already. */
  #here: { readonly offset: number; readonly header: FlacHeader } | undefined;

  constructor(reader: ByteReader, info: StreamInfo) {
    this.reader = reader;
    this.#info = info;
  }

  /** Moves to the next header at or behind the cursor, at most `maxBytes` away; null if there is none. */
  async findHeader(maxBytes: number): Promise<FlacHeader | null> {
    const { reader } = this;
    if (this.#here?.offset === reader.position) return this.#here.header;
    const last = reader.position + maxBytes;
    while (reader.position <= last) {
      const found = this.#search(0, () => true);
      if (found !== null) return this.#standAt(found);
      // What is left may be the start of a header.
      reader.skip(Math.max(0, reader.available - MAX_HEADER_BYTES));
      if (!(await reader.need(reader.available + 1))) return null;
    }
    return null;
  }

  /** The next whole frame, all of it available at the cursor; damaged ones are passed over. Null at the end. */
  async find(): Promise<FlacFrame | null> {
    for (;;) {
      const header = await this.findHeader(MAX_GARBAGE_BYTES);
      if (header === null) {
        if (await this.reader.need(MAX_HEADER_BYTES + 1)) {
          throw new ContainerError(`No FLAC frame in ${MAX_GARBAGE_BYTES} bytes.`);
        }
        return null;
      }
      const byteLength = await this.#lengthOf(header);
      if (byteLength !== null) return { ...header, byteLength };
      this.reader.skip(1);
    }
  }

  /** Passes over `byteLength` bytes; the header behind them is known already. */
  #standAt({ header, ahead }: Found): FlacHeader {
    this.reader.skip(ahead);
    this.#here = { offset: this.reader.position, header };
    return header;
  }

  /** The first header in memory, from `from` bytes ahead on, that is accepted. */
  #search(from: number, accepts: (header: FlacHeader, ahead: number) => boolean): Found | null {
    const bytes = this.reader.peek();
    for (let ahead = bytes.indexOf(0xff, from); ahead >= 0; ahead = bytes.indexOf(0xff, ahead + 1)) {
      const header = flacHeader(bytes, ahead, this.#info);
      if (header !== null && accepts(header, ahead)) return { header, ahead };
    }
    return null;
  }

  /** Null when the frame is damaged: no other one comes, or the file is cut off in it. */
  async #lengthOf(header: FlacHeader): Promise<number | null> {
    const { reader } = this;
    const limit = this.#maxFrameBytes(header);
    let doubts = 0;
    const isNext = (next: FlacHeader, ahead: number): boolean => {
      if (next.sample === header.sample + header.blockSize) return true;
      doubts += 1;
      return doubts > MAX_DOUBTS || crc16(reader.peek(ahead)) === 0;
    };
    for (let from = header.headerBytes; from <= limit;) {
      const found = this.#search(from, isNext);
      if (found !== null) return doubts > MAX_DOUBTS ? null : found.ahead;
      from = Math.max(from, reader.available - MAX_HEADER_BYTES);
      if (!(await reader.need(reader.available + 1))) return this.#lastLength();
    }
    return null;
  }

  /** The last frame fills the rest of the file, but for an old ID3 tag. */
  #lastLength(): number | null {
    const rest = this.reader.peek();
    if (crc16(rest) === 0) return rest.length;
    const untagged = rest.length - ID3V1_BYTES;
    return untagged > 0 && crc16(rest.subarray(0, untagged)) === 0 ? untagged : null;
  }

  /** A frame is never much longer than its samples are as they are; one bit more for the side channel. */
  #maxFrameBytes(header: FlacHeader): number {
    const { bitsPerSample, channels } = this.#info;
    return Math.ceil((header.blockSize * channels * (bitsPerSample + 1)) / 8) + 1024;
  }
}
