/** Base64 as `java.util.Base64` reads it, kinder to damaged alphabets. */
import { BlobError } from './blob.ts';

const OUR_ALPHABET = /^[A-Za-z0-9+/]*$/;
const BAD_PADDING = 'Input byte array has wrong 4-byte ending unit';

/** What clients do to base64: a `+` that went through a query string is a space; base64url has `-` and `_`. */
const repaired = (text: string): string => text.replace(/[ \-_]/g, (char) => (char === '_' ? '/' : '+'));

/** As Java prints it: the Latin-1 byte, signed, in hex; what is not Latin-1 has become a question mark. */
const hex = (char: string): string => {
  const code = char.charCodeAt(0);
  const byte = code > 0xff ? 0x3f : code;
  return (byte > 0x7f ? byte - 0x100 : byte).toString(16);
};

const fail = (message: string): never => {
  throw new BlobError('base64', message);
};

/** Says what is wrong with the padding, in the order in which Java notices. Padding may be absent, but not half there. */
const checkPadding = (digits: number, padding: string): void => {
  const inLastUnit = digits % 4;
  if (inLastUnit === 1) fail('Last unit does not have enough valid bits');
  if (padding === '') return;
  if (inLastUnit === 0 || (inLastUnit === 2 && !padding.startsWith('=='))) fail(BAD_PADDING);
  const used = inLastUnit === 2 ? 2 : 1;
  if (padding.length > used) fail(`Input byte array has incorrect ending byte at ${digits + used}`);
};

/** Decodes; throws {@link BlobError} with Java's message. */
export const decodeBase64 = (text: string): Buffer => {
  if (text.length === 1) fail('Input byte[] should at least have 2 bytes for base64 bytes');
  const base64 = repaired(text);
  const end = base64.indexOf('=');
  const digits = end < 0 ? base64 : base64.slice(0, end);
  if (!OUR_ALPHABET.test(digits)) {
    const bad = digits.search(/[^A-Za-z0-9+/]/);
    fail(`Illegal base64 character ${hex(digits.charAt(bad))}`);
  }
  checkPadding(digits.length, end < 0 ? '' : base64.slice(end));
  return Buffer.from(digits, 'base64');
};
