/** Walks from frame to frame, and finds the way back after garbage. */
import type { ByteReader } from '../reader.ts';
import { ContainerError } from '../types.ts';
import type { FrameHeader, FrameSyntax } from './frame.ts';
import { ID3_HEADER_BYTES, id3Header } from './id3.header.ts';

/** So much without one frame is damage that cannot be skipped; it also ends a search in an endless stream. */
const MAX_GARBAGE_BYTES = 1024 * 1024;

export class FrameCursor<H extends FrameHeader> {
  readonly reader: ByteReader;
  readonly #syntax: FrameSyntax<H>;
  /** The frame found last; a header right behind it needs no second check. */
  #last: H | undefined;
  #expectedAt = -1;

  constructor(reader: ByteReader, syntax: FrameSyntax<H>) {
    this.reader = reader;
    this.#syntax = syntax;
  }

  /** Goes to an offset where no frame needs to begin. */
  jump(offset: number): void {
    this.reader.seek(offset);
    this.#expectedAt = -1;
  }

  /** The frame at the cursor, if it follows the last one and is in memory: most calls, and they need no promise. */
  findHere(): H | null {
    const { reader } = this;
    if (reader.position !== this.#expectedAt || this.#last === undefined) return null;
    const header = this.#syntax.parse(reader.peek(this.#syntax.headerBytes), 0);
    if (header === null || reader.available < header.byteLength) return null;
    return this.#syntax.follows(this.#last, header) ? this.#found(header) : null;
  }

  #found(header: H): H {
    this.#last = header;
    this.#expectedAt = this.reader.position + header.byteLength;
    return header;
  }

  /**
   * Moves the reader to the next whole frame, at the cursor or behind garbage, and makes all of it available. The
   * caller takes or skips `byteLength` bytes. Null at the end; rejects with a {@link ContainerError} after 1 MiB
   * without a frame.
   */
  async find(): Promise<H | null> {
    const { reader } = this;
    const from = reader.position;
    let tagBytes = 0;
    for (;;) {
      if (reader.available < this.#syntax.headerBytes && !(await reader.need(this.#syntax.headerBytes))) {
        return null;
      }
      const header = this.#syntax.parse(reader.peek(), 0);
      if (header !== null && (await this.#holds(header))) return this.#found(header);
      const tag = header === null && reader.position === this.#expectedAt ? await this.#tagHere() : 0;
      tagBytes += tag;
      this.#skipTo(tag);
      if (reader.position - from - tagBytes > MAX_GARBAGE_BYTES) {
        throw new ContainerError(`No ${this.#syntax.name} frame in ${MAX_GARBAGE_BYTES} bytes.`);
      }
    }
  }

  /** Over a tag, or else to the next byte that could begin a header. */
  #skipTo(tag: number): void {
    const { reader } = this;
    if (tag > 0) {
      reader.skip(tag);
      this.#expectedAt = reader.position;
      return;
    }
    const next = reader.peek().indexOf(0xff, 1);
    reader.skip(next < 0 ? reader.available : next);
  }

  /** Length of an ID3v2 tag between frames: joined files and HLS segments have them, and pictures hold anything. */
  async #tagHere(): Promise<number> {
    if (this.reader.peekU8() !== 0x49 || !(await this.reader.need(ID3_HEADER_BYTES))) return 0;
    return id3Header(this.reader.peek(ID3_HEADER_BYTES))?.totalBytes ?? 0;
  }

  /** Is all of this frame there, and is it one? */
  async #holds(header: H): Promise<boolean> {
    const { reader } = this;
    const last = reader.position === this.#expectedAt ? this.#last : undefined;
    const trusted = last !== undefined && this.#syntax.follows(last, header);
    const wanted = header.byteLength + (trusted ? 0 : this.#syntax.headerBytes);
    if (reader.available >= wanted || (await reader.need(wanted))) {
      if (trusted) return true;
      const next = this.#syntax.parse(reader.peek(), header.byteLength);
      return next !== null && this.#syntax.follows(header, next);
    }
    // The source ends here, so there is no next header; a frame that fills the rest exactly is one.
    return reader.available === header.byteLength;
  }
}
