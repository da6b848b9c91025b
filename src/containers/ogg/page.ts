/** Ogg pages (RFC 3533 §6), and the way back to the next one after damage or a jump. */
import type { ByteReader } from '../reader.ts';

export interface Page {
  readonly offset: number;
  /** Offset of what follows the page. */
  readonly end: number;
  readonly isContinued: boolean;
  /** First page of its logical stream. */
  readonly isFirst: boolean;
  /** Last page of its logical stream. */
  readonly isLast: boolean;
  /** Samples of the stream up to the last packet that ends on this page; null when none ends here. */
  readonly granule: number | null;
  readonly serial: number;
  readonly sequence: number;
  /** Lengths of the segments; one below 255 ends a packet. A view like `body`, valid until the next page is read. */
  readonly lacing: Uint8Array;
  readonly body: Uint8Array;
}

const HEADER_BYTES = 27;
const CAPTURE = 0x4f676753; // "OggS"
const CAPTURE_BYTES = 4;
const VERSION_AND_CAPTURE = [0x4f, 0x67, 0x67, 0x53, 0] as const;

/** So much without one page is no Ogg any more; it also ends a search in an endless stream. */
const MAX_GARBAGE_BYTES = 1024 * 1024;

const parsePage = (bytes: Uint8Array, offset: number): Page => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint8(5);
  const granule = Number(view.getBigInt64(6, true));
  const segments = view.getUint8(26);
  return {
    offset,
    end: offset + bytes.length,
    isContinued: (flags & 1) !== 0,
    isFirst: (flags & 2) !== 0,
    isLast: (flags & 4) !== 0,
    granule: granule < 0 ? null : granule,
    serial: view.getUint32(14, true),
    sequence: view.getUint32(18, true),
    lacing: bytes.subarray(HEADER_BYTES, HEADER_BYTES + segments),
    body: bytes.subarray(HEADER_BYTES + segments),
  };
};

export class PageReader {
  readonly #reader: ByteReader;
  /** Do we stand where a page has to begin? If not, a page only counts if another one (or the end) follows it. */
  #isAligned = true;

  constructor(reader: ByteReader) {
    this.#reader = reader;
  }

  /** Goes to an offset where no page needs to begin. */
  jump(offset: number): void {
    this.#reader.seek(offset);
    this.#isAligned = false;
  }

  /** The next page; null at the end, after 1 MiB of something else, and when none begins before `limit`. */
  async next(limit = Infinity): Promise<Page | null> {
    const reader = this.#reader;
    const from = reader.position;
    while (reader.position < limit && reader.position - from <= MAX_GARBAGE_BYTES) {
      if (reader.available < HEADER_BYTES && !(await reader.need(HEADER_BYTES))) return null;
      const bytes = await this.#pageBytes();
      if (bytes > 0) {
        this.#isAligned = true;
        const page = parsePage(reader.peek(bytes), reader.position);
        reader.skip(bytes);
        return page;
      }
      this.#isAligned = false;
      this.#skipToCapture();
    }
    return null;
  }

  /** Length of the page that begins here, all of it available; 0 if none does. */
  async #pageBytes(): Promise<number> {
    const reader = this.#reader;
    if (reader.peekU32() !== CAPTURE || reader.peekU8(4) !== 0) return 0;
    const headBytes = HEADER_BYTES + reader.peekU8(26);
    if (reader.available < headBytes && !(await reader.need(headBytes))) return 0;
    let bytes = headBytes;
    for (let at = HEADER_BYTES; at < headBytes; at += 1) bytes += reader.peekU8(at);
    const wanted = bytes + (this.#isAligned ? 0 : CAPTURE_BYTES);
    if (reader.available >= wanted || (await reader.need(wanted))) {
      return this.#isAligned || reader.peekU32(bytes) === CAPTURE ? bytes : 0;
    }
    return reader.available === bytes ? bytes : 0;
  }

  /** To the next byte that can begin a page; keeps the last bytes, which may be half a capture pattern. */
  #skipToCapture(): void {
    const bytes = this.#reader.peek();
    let at = bytes.indexOf(VERSION_AND_CAPTURE[0], 1);
    while (at >= 0 && !VERSION_AND_CAPTURE.every((value, index) => (bytes[at + index] ?? value) === value)) {
      at = bytes.indexOf(VERSION_AND_CAPTURE[0], at + 1);
    }
    this.#reader.skip(at < 0 ? bytes.length : at);
  }
}
