/** Bytes that come one after the other: a segment behind what belongs before it, decrypted. */
import { createDecipheriv } from 'node:crypto';
import type { ByteSource } from '../types.ts';
import { ContainerError } from '../types.ts';
import type { Range } from './playlist.ts';

const NOTHING = new Uint8Array(0);
const BLOCK_BYTES = 16;

/** The next bytes: at least one and at most so many, none at the end. */
export type Pull = (length: number) => Promise<Uint8Array>;

/** A file, or the given range of it, from its beginning. */
export const pullFrom = (source: ByteSource, range: Range | undefined): Pull => {
  let offset = range?.offset ?? 0;
  const end = range === undefined ? Infinity : range.offset + range.length;
  return async (length) => {
    const wanted = Math.min(length, end - offset);
    if (wanted <= 0) return NOTHING;
    const bytes = await source.read(offset, wanted);
    offset += bytes.length;
    return bytes;
  };
};

export const pullBytes = (bytes: Uint8Array): Pull => {
  let rest = bytes;
  return (length) => {
    const next = rest.subarray(0, length);
    rest = rest.subarray(next.length);
    return Promise.resolve(next);
  };
};

/** All of it; rejects when there are more than `limit` bytes. */
export const pullAll = async (pull: Pull, limit: number): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  let total = 0;
  for (let bytes = await pull(limit); bytes.length > 0; bytes = await pull(limit)) {
    parts.push(bytes);
    total += bytes.length;
    if (total >= limit) throw new ContainerError('A file of the stream is too large.');
  }
  return new Uint8Array(Buffer.concat(parts));
};

/** Without the padding at the end of the last block (PKCS #7). What has another end was not padded. */
const unpadded = (block: Buffer): Buffer => {
  const count = block.at(-1) ?? 0;
  const isPadding = count >= 1 && count <= BLOCK_BYTES && count <= block.length;
  return isPadding ? block.subarray(0, block.length - count) : block;
};

/** AES-128 in CBC mode with a key of 16 bytes (RFC 8216 §4.3.2.4). */
export const decrypted = (pull: Pull, key: Uint8Array, iv: Uint8Array): Pull => {
  if (key.length !== BLOCK_BYTES || iv.length !== BLOCK_BYTES)
    throw new ContainerError('The key of the stream has a wrong length.');
  // The last block is held back for its padding, so that of its own is not needed.
  const decipher = createDecipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
  let held = Buffer.alloc(0);
  let ready: Uint8Array = NOTHING;
  let hasEnded = false;

  const more = async (length: number): Promise<void> => {
    const bytes = await pull(Math.max(length, BLOCK_BYTES));
    hasEnded = bytes.length === 0;
    const all = Buffer.concat([held, hasEnded ? NOTHING : decipher.update(bytes)]);
    const keep = hasEnded ? 0 : Math.min(BLOCK_BYTES, all.length);
    held = all.subarray(all.length - keep);
    ready = hasEnded ? unpadded(all) : all.subarray(0, all.length - keep);
  };

  return async (length) => {
    while (ready.length === 0 && !hasEnded) await more(length);
    const bytes = ready.subarray(0, length);
    ready = ready.subarray(bytes.length);
    return bytes;
  };
};

/** A {@link ByteSource} that goes forward only, and whose beginning can be looked at before. */
export class ForwardSource implements ByteSource {
  readonly size = undefined;
  readonly seekable = false;
  readonly #pull: Pull;
  #ahead: Uint8Array;

  /** `before`: what comes before what `pull` gives. */
  constructor(before: Uint8Array, pull: Pull) {
    this.#ahead = before;
    this.#pull = pull;
  }

  /** The first `count` bytes, fewer only where it ends before; they are read again. */
  async peek(count: number): Promise<Uint8Array> {
    while (this.#ahead.length < count) {
      const more = await this.#pull(count - this.#ahead.length);
      if (more.length === 0) break;
      this.#ahead = new Uint8Array(Buffer.concat([this.#ahead, more]));
    }
    return this.#ahead.subarray(0, count);
  }

  async read(_offset: number, length: number): Promise<Uint8Array> {
    if (this.#ahead.length === 0) return this.#pull(length);
    const bytes = this.#ahead.subarray(0, length);
    this.#ahead = this.#ahead.subarray(bytes.length);
    return bytes;
  }

  close(): void {
    // The file belongs to whoever opened it.
  }
}
