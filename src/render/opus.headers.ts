/** The two packets before the sound of an Ogg Opus stream (RFC 7845 §5). */
import { SAMPLE_RATE } from '../../streams/ports.ts';
import { OPUS_LOOKAHEAD } from '../codecs/encoder-settings.ts';
import { VERSION } from '../ops/build.info.ts';

/** Stereo, 48 kHz, no gain; what the encoder's lookahead puts before the sound is skipped. */
export const opusHead = (): Uint8Array => {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 'latin1');
  head.writeUInt8(1, 8);
  head.writeUInt8(2, 9);
  head.writeUInt16LE(OPUS_LOOKAHEAD, 10);
  head.writeUInt32LE(SAMPLE_RATE, 12);
  return head;
};

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
};

export interface OpusTags {
  readonly title: string;
  readonly author: string;
}

export const opusTags = ({ title, author }: OpusTags): Uint8Array => {
  const count = Buffer.alloc(4);
  count.writeUInt32LE(2);
  const comments = [text(`TITLE=${title}`), text(`ARTIST=${author}`)];
  return Buffer.concat([
    Buffer.from('OpusTags', 'latin1'),
    text(`Lavastream ${VERSION}`),
    count,
    ...comments,
  ]);
};
