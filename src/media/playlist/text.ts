/** The text of a playlist file, whatever it was written with. */
import { TextDecoder } from 'node:util';

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const WINDOWS = new TextDecoder('windows-1252');

const marked = (bytes: Uint8Array): string | undefined => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
};

/** The alphabet that XML names in its first line. */
const declared = (bytes: Uint8Array): string | undefined =>
  /^\s*<\?xml[^>]*encoding\s*=\s*["']([\w-]+)["']/i.exec(WINDOWS.decode(bytes.subarray(0, 200)))?.[1];

/** Null for a name that nobody knows. */
const decoderFor = (label: string): TextDecoder | null => {
  try {
    return new TextDecoder(label);
  } catch {
    return null; // A RangeError: the file names an alphabet that does not exist.
  }
};

/** A byte order mark or XML's own word decides; else it is UTF-8, and what is no UTF-8 is Windows' Latin. */
export const playlistText = (bytes: Uint8Array): string => {
  const label = marked(bytes) ?? declared(bytes);
  const decoder = label === undefined ? null : decoderFor(label);
  if (decoder !== null) return decoder.decode(bytes);
  try {
    return UTF8.decode(bytes);
  } catch {
    return WINDOWS.decode(bytes); // It is not UTF-8.
  }
};

/** Longer first lines tell nothing more. */
const BEGINNING_BYTES = 512;

/** Does a file begin like this? */
export const startsWith =
  (pattern: RegExp) =>
  (head: Uint8Array): boolean =>
    pattern.test(playlistText(head.subarray(0, BEGINNING_BYTES)));
