/**
 * ICY metadata: radios that are asked for it put a block of text into their sound after every so many bytes.
 *
 *     in      sssssssLTTTTsssssssLsssssssL       s sound, L length of the text in units of 16 bytes, T text
 *     out     sssssss     sssssss ssssss         as many bytes of sound between two blocks as `icy-metaint` says
 *     titles         t                           empty blocks mean "as before"
 */
import { Buffer } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { TextDecoder } from 'node:util';
import type { StreamTitle } from '../../../streams/ports.ts';

/** Asks for them. */
export const ICY_REQUEST = { 'icy-metadata': '1' };

const LENGTH_UNIT = 16;
const NOTHING = new Uint8Array(0);

/** Bytes of sound between two blocks; undefined where there are none. */
export const icyInterval = (headers: IncomingHttpHeaders): number | undefined => {
  const text = headers['icy-metaint'];
  if (typeof text !== 'string' || !/^\d{1,9}$/.test(text.trim())) return undefined;
  return Number(text) || undefined;
};

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const WINDOWS = new TextDecoder('windows-1252');

const textOf = (block: Uint8Array): string => {
  const end = block.indexOf(0);
  const bytes = end < 0 ? block : block.subarray(0, end);
  try {
    return UTF8.decode(bytes);
  } catch {
    return WINDOWS.decode(bytes); // It is not UTF-8: nobody agreed on an alphabet.
  }
};

/** Apostrophes are not escaped, so a value ends where the next name begins, or the text ends. */
const TITLE = /StreamTitle='(.*?)'\s*(?:;\s*\w+='|;?\s*$)/is;

/**
 * @example streamTitle("StreamTitle='It's a song';StreamUrl='';") // { title: "It's a song", raw: … }
 */
export const streamTitle = (raw: string): StreamTitle => {
  const title = TITLE.exec(raw)?.[1]?.trim();
  return { title: title === undefined || title === '' ? null : title, raw };
};

/** Takes the blocks out of what a radio sends; each text that differs from the one before goes to `onTitle`. */
export class IcySplitter {
  readonly #interval: number;
  readonly #onTitle: (title: StreamTitle) => void;
  /** Bytes of sound until the next block, then bytes of text until the next sound. */
  #left: number;
  #part: 'sound' | 'length' | 'text' = 'sound';
  #text: Uint8Array[] = [];
  #last = '';

  constructor(interval: number, onTitle: (title: StreamTitle) => void) {
    this.#interval = interval;
    this.#left = interval;
    this.#onTitle = onTitle;
  }

  /** The sound in `chunk`; the chunk itself where it holds nothing else. */
  sound(chunk: Uint8Array): Uint8Array {
    if (this.#part === 'sound' && chunk.length < this.#left) {
      this.#left -= chunk.length;
      return chunk;
    }
    const sounds: Uint8Array[] = [];
    for (let at = 0; at < chunk.length;) at += this.#step(chunk.subarray(at), sounds);
    return sounds.length === 1 ? (sounds[0] ?? NOTHING) : Buffer.concat(sounds);
  }

  /** Takes the beginning of `rest`; tells how many bytes it took. */
  #step(rest: Uint8Array, sounds: Uint8Array[]): number {
    if (this.#part === 'length') {
      const length = (rest[0] ?? 0) * LENGTH_UNIT;
      this.#begin(length === 0 ? 'sound' : 'text', length === 0 ? this.#interval : length);
      return 1;
    }
    const piece = rest.subarray(0, this.#left);
    this.#left -= piece.length;
    if (this.#part === 'sound') sounds.push(piece);
    else this.#text.push(piece.slice());
    if (this.#left > 0) return piece.length;
    if (this.#part === 'text') this.#tell();
    this.#begin(this.#part === 'sound' ? 'length' : 'sound', this.#interval);
    return piece.length;
  }

  #begin(part: 'sound' | 'length' | 'text', left: number): void {
    this.#part = part;
    this.#left = left;
  }

  #tell(): void {
    const raw = textOf(Buffer.concat(this.#text));
    this.#text = [];
    if (raw.trim() === '' || raw === this.#last) return;
    this.#last = raw;
    this.#onTitle(streamTitle(raw));
  }
}
