/** What an ID3v2 text frame says (ID3v2.4 §4.2; the older versions only know encodings 0 and 1). */
import { TextDecoder } from 'node:util';

const LATIN1 = new TextDecoder('latin1');
const UTF8 = new TextDecoder('utf-8');
const UTF16LE = new TextDecoder('utf-16le');
const UTF16BE = new TextDecoder('utf-16be');

const decoderOf = (encoding: number, text: Uint8Array): TextDecoder => {
  if (encoding === 0) return LATIN1;
  if (encoding === 3) return UTF8;
  if (encoding === 2) return UTF16BE;
  return text[0] === 0xfe && text[1] === 0xff ? UTF16BE : UTF16LE;
};

/**
 * The text, several values joined by a comma; undefined if nothing but blanks is in it: a player that shows
 * "Unknown title" helps more than one that shows nothing.
 */
export const id3Text = (body: Uint8Array): string | undefined => {
  const encoding = body[0] ?? 0;
  const bytes = body.subarray(1);
  if (encoding > 3) return undefined;
  const values = decoderOf(encoding, bytes)
    .decode(bytes)
    .split('\0')
    .map((value) => value.replace(/^\ufeff/, '').trim())
    .filter((value) => value !== '');
  return values.length > 0 ? values.join(', ') : undefined;
};

/** ID3v1 has neither encoding nor length: Latin-1, filled up with zeros or blanks. */
export const id3v1Text = (bytes: Uint8Array): string | undefined => {
  const end = bytes.indexOf(0);
  const text = LATIN1.decode(end < 0 ? bytes : bytes.subarray(0, end)).trim();
  return text === '' ? undefined : text;
};

/** Undoes unsynchronisation: `FF 00` stands for `FF`. */
export const resynchronised = (bytes: Uint8Array): Uint8Array => {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    out[length] = byte;
    length += 1;
    if (byte === 0xff && bytes[at + 1] === 0) at += 1;
  }
  return out.subarray(0, length);
};
