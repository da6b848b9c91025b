/** Segments of bare AAC or MP3 say in an ID3 tag where their clock stands (RFC 8216 §3.4). */
import { id3Header } from '../shared/id3.header.ts';

const OWNER = Buffer.from('com.apple.streaming.transportStreamTimestamp\0', 'latin1');
const TICKS_PER_MS = 90;

/** ms; undefined when `head` does not begin with such a tag. */
export const id3ClockMs = (head: Uint8Array): number | undefined => {
  const header = id3Header(head);
  if (header === null) return undefined;
  const tag = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, header.totalBytes));
  const at = tag.indexOf(OWNER) + OWNER.length;
  if (at < OWNER.length || at + 8 > tag.length) return undefined;
  return Number(tag.readBigUInt64BE(at) & 0x1_ffff_ffffn) / TICKS_PER_MS;
};
