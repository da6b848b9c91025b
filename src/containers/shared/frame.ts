/** Streams that are nothing but a row of frames, each with a header that tells its length: MP3 and ADTS. */

export interface FrameHeader {
  /** Header and body. */
  readonly byteLength: number;
  /** Samples per channel at `sampleRate`. */
  readonly samples: number;
  readonly sampleRate: number;
  readonly channels: number;
}

/** How to read the headers of one kind of frame. */
export interface FrameSyntax<H extends FrameHeader> {
  /** For messages: `MP3`, `ADTS`. */
  readonly name: string;
  /** Bytes that `parse` looks at. */
  readonly headerBytes: number;
  /** The header at index `at`, null if there is none (also when fewer than `headerBytes` are left). */
  parse(bytes: Uint8Array, at: number): H | null;
  /** May `next` come after `previous` in one stream? The second check that tells a header from a chance. */
  follows(previous: H, next: H): boolean;
}

export const durationMs = (header: FrameHeader): number => (header.samples * 1000) / header.sampleRate;

/** All frames from the start of `bytes` on, also the last one that is cut off. */
export const framesIn = <H extends FrameHeader>(syntax: FrameSyntax<H>, bytes: Uint8Array): readonly H[] => {
  const headers: H[] = [];
  let at = 0;
  for (let header = syntax.parse(bytes, 0); header !== null; header = syntax.parse(bytes, at)) {
    headers.push(header);
    at += header.byteLength;
  }
  return headers;
};

/**
 * Does `head` hold a frame of this kind that begins within its first 1,000 bytes? A frame counts when the header
 * after it agrees; one that reaches past `head` (320 kb/s: 1,045 bytes) counts only where `lone` says so.
 */
export const holdsFrame = <H extends FrameHeader>(
  syntax: FrameSyntax<H>,
  head: Uint8Array,
  from: number,
  lone: (header: H, at: number) => boolean,
): boolean => {
  const end = Math.min(head.length, 1000);
  let unseen = false;
  for (let at = head.indexOf(0xff, from); at >= 0 && at < end; at = head.indexOf(0xff, at + 1)) {
    const header = syntax.parse(head, at);
    if (header === null) continue;
    const nextAt = at + header.byteLength;
    if (nextAt + syntax.headerBytes > head.length) {
      unseen ||= lone(header, at);
      continue;
    }
    const next = syntax.parse(head, nextAt);
    if (next !== null && syntax.follows(header, next)) return true;
  }
  return unseen;
};
