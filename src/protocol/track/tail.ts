/** The tails of `http` and `local` tracks: one `utf` with the container's probe name (protocol §4.3). */
import { BlobError } from './blob.ts';
import { FieldReader } from './fields.ts';
import { writeUtf } from './utf.ts';

/**
 * A tail that holds one name.
 * @example utfTail('mp3'), utfTail('m3u|hls-outer')
 */
export const utfTail = (name: string): Uint8Array => Uint8Array.from(writeUtf(name));

/** The name that a tail begins with; null where there is none or it is damaged. */
export const readUtfTail = (tail: Uint8Array): string | null => {
  try {
    return new FieldReader(Buffer.from(tail)).utf();
  } catch (error) {
    // Not every source writes a name: that there is none is an answer.
    if (error instanceof BlobError) return null;
    throw error;
  }
};
