/** How packets become a byte stream that ffmpeg can read from a pipe. */
import type { AudioFormat } from '../../../streams/ports.ts';
import { CodecError } from '../provider.ts';
import { adtsAsItIs, adtsFraming } from './adts.ts';

export interface Framing {
  /** ffmpeg's options before `-i`. */
  readonly input: readonly string[];
  /** Goes in before the first packet. */
  readonly head: Uint8Array;
  /** What stands before this packet; null when it must be left out, because ffmpeg would end at it. */
  before(packet: Uint8Array): Uint8Array | null;
}

const NOTHING = new Uint8Array(0);

const plain = (input: readonly string[], head: Uint8Array = NOTHING): Framing => ({
  input,
  head,
  before: () => NOTHING,
});

/** @throws {CodecError} for a stream that has no form in which it could go through a pipe */
export const framingOf = (format: AudioFormat): Framing => {
  const { codec, extradata } = format;
  switch (codec) {
    case 'mp3':
      return plain(['-f', 'mp3']);
    case 'flac':
      return plain(
        ['-f', 'flac'],
        Uint8Array.of(0x66, 0x4c, 0x61, 0x43, 0x80, 0, 0, extradata.length, ...extradata),
      );
    case 'aac':
      return extradata.length === 0 ? adtsAsItIs : adtsFraming(extradata);
    case 'opus':
    case 'vorbis':
    case 'pcm':
      throw new CodecError(`${codec} is not piped into ffmpeg: other adapters for it are always there.`);
  }
};
