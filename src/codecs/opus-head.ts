/** OpusHead, RFC 7845 §5.1: what an Opus decoder must know of its stream. */
import { CodecError } from './provider.ts';

export interface OpusHead {
  readonly channels: number;
  /** Samples at 48 kHz that only warm the decoder up and are not heard. */
  readonly preSkip: number;
  /** Number of Opus streams in each packet, and how many of the first ones are stereo. */
  readonly streams: number;
  readonly coupled: number;
  /** For each output channel the index of the decoded one. */
  readonly mapping: readonly number[];
}

const PRE_SKIP_OFFSET = 10;
const GAIN_OFFSET = 16;
const FAMILY_OFFSET = 18;
const FIXED_BYTES = 19;

/** Reads an OpusHead; without one (`extradata` empty) a plain mono or stereo stream of `channels` is assumed. */
export const parseOpusHead = (extradata: Uint8Array, channels: number): OpusHead => {
  if (extradata.length === 0) return simple(channels, 0);
  if (extradata.length < FIXED_BYTES) throw new CodecError('The Opus header is too short.');
  const view = new DataView(extradata.buffer, extradata.byteOffset, extradata.byteLength);
  const [count, preSkip] = [view.getUint8(9), view.getUint16(PRE_SKIP_OFFSET, true)];
  if (view.getUint8(FAMILY_OFFSET) === 0) return simple(count, preSkip);
  if (extradata.length < FIXED_BYTES + 2 + count || count === 0)
    throw new CodecError('The Opus header lacks its channel mapping.');
  const [streams, coupled] = [view.getUint8(FIXED_BYTES), view.getUint8(FIXED_BYTES + 1)];
  const mapping = [...extradata.subarray(FIXED_BYTES + 2, FIXED_BYTES + 2 + count)];
  if (
    streams === 0 ||
    coupled > streams ||
    mapping.some((index) => index !== 255 && index >= streams + coupled)
  )
    throw new CodecError('The channel mapping of the Opus header is not possible.');
  return { channels: count, preSkip, streams, coupled, mapping };
};

const simple = (channels: number, preSkip: number): OpusHead => {
  if (channels !== 1 && channels !== 2)
    throw new CodecError(`An Opus stream of ${channels} channels needs a channel mapping.`);
  return { channels, preSkip, streams: 1, coupled: channels - 1, mapping: channels === 1 ? [0] : [0, 1] };
};

/**
 * The header without pre-skip and output gain. The pre-skip is dropped in one place for all adapters (`decoder.ts`),
 * and the gain by nobody: packets that are passed through keep their level, so decoded ones must keep it as well, or
 * the loudness would jump whenever a filter is switched on.
 */
export const neutralOpusHead = (extradata: Uint8Array): Uint8Array => {
  const head = extradata.slice();
  if (head.length >= FIXED_BYTES) {
    head.fill(0, PRE_SKIP_OFFSET, PRE_SKIP_OFFSET + 2);
    head.fill(0, GAIN_OFFSET, GAIN_OFFSET + 2);
  }
  return head;
};
