/**
 * Java's modified UTF-8: U+0000 is `C0 80`, and a code point above U+FFFF is its two surrogates in three bytes each. So
 * every UTF-16 unit stands for itself, lone surrogates too.
 */
import { BlobError } from './blob.ts';

/** The length of a text is a u16. */
const MAX_BYTES = 0xffff;

const malformed = (at: number): never => {
  throw new BlobError('utf', `malformed input around byte ${at}`);
};

/** Bytes of the sequence that begins with `first`; 0 if none does. */
const sequenceLength = (first: number): number => {
  if (first < 0x80) return 1;
  if (first >> 5 === 0b110) return 2;
  return first >> 4 === 0b1110 ? 3 : 0;
};

/** Reads the text in `bytes`; throws {@link BlobError} with the message of Java's `readUTF`. */
export const readModifiedUtf8 = (bytes: Buffer): string => {
  let at = 0;
  while (at < bytes.length && (bytes[at] ?? 0) < 0x80) at += 1;
  let text = bytes.toString('latin1', 0, at);
  while (at < bytes.length) {
    const first = bytes[at] ?? 0;
    const length = sequenceLength(first);
    if (length === 0) malformed(at);
    if (at + length > bytes.length) {
      throw new BlobError('utf', 'malformed input: partial character at end');
    }
    let unit = length === 1 ? first : first & (length === 2 ? 0x1f : 0x0f);
    for (let next = at + 1; next < at + length; next += 1) {
      const byte = bytes[next] ?? 0;
      // Where Java says it is, for sequences of two and of three bytes alike.
      if (byte >> 6 !== 0b10) malformed(at + 2);
      unit = (unit << 6) | (byte & 0x3f);
    }
    text += String.fromCharCode(unit);
    at += length;
  }
  return text;
};

const unitLength = (unit: number): number => {
  if (unit > 0 && unit < 0x80) return 1;
  return unit < 0x800 ? 2 : 3;
};

/** Size of `text` in bytes. */
const byteLength = (text: string): number => {
  let length = 0;
  for (let index = 0; index < text.length; index += 1) length += unitLength(text.charCodeAt(index));
  return length;
};

/** The longest beginning of `text` that fits a `utf` field. Java refuses longer texts; nothing real is that long. */
const fitting = (text: string): string => {
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    length += unitLength(text.charCodeAt(index));
    if (length > MAX_BYTES) return text.slice(0, index);
  }
  return text;
};

/** A `utf` field: u16 length, then the bytes. Texts beyond 65535 bytes are cut. */
export const writeUtf = (text: string): Buffer => {
  const kept = text.length * 3 > MAX_BYTES ? fitting(text) : text;
  const size = byteLength(kept);
  const field = Buffer.allocUnsafe(2 + size);
  field.writeUInt16BE(size, 0);
  if (size === kept.length) {
    field.write(kept, 2, 'latin1');
    return field;
  }
  let at = 2;
  for (let index = 0; index < kept.length; index += 1) {
    const unit = kept.charCodeAt(index);
    const length = unitLength(unit);
    if (length === 1) field[at] = unit;
    else if (length === 2) field[at] = 0xc0 | (unit >> 6);
    else {
      field[at] = 0xe0 | (unit >> 12);
      field[at + 1] = 0x80 | ((unit >> 6) & 0x3f);
    }
    if (length > 1) field[at + length - 1] = 0x80 | (unit & 0x3f);
    at += length;
  }
  return field;
};
