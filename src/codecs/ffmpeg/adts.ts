/** AAC frames in ADTS: 7 bytes before each one say what an AudioSpecificConfig says once (ISO/IEC 14496-3 §1.A.2.2). */
import { CodecError } from '../provider.ts';
import type { Framing } from './framing.ts';

/** Audio object types 5 and 29 are an extension (SBR, parametric stereo) around another type. */
const [SBR, PARAMETRIC_STEREO] = [5, 29];
/** AAC Main, LC, SSR and LTP: the only types that ADTS has a place for. */
const MAX_OBJECT_TYPE = 4;
const EXPLICIT_RATE = 15;
const HEADER_BYTES = 7;
const MAX_FRAME_BYTES = 0x1fff;
const NOTHING = new Uint8Array(0);

interface AacConfig {
  readonly objectType: number;
  readonly rateIndex: number;
  readonly channelConfiguration: number;
}

/** Reads bits, most significant first; beyond the end there are zeros. */
const bitReader = (bytes: Uint8Array): ((count: number) => number) => {
  let at = 0;
  return (count) => {
    let value = 0;
    for (let i = 0; i < count; i++, at++)
      value = (value << 1) | (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    return value;
  };
};

/** The core's part of an AudioSpecificConfig (§1.6.2.1); a decoder finds SBR and PS by itself. */
const parseConfig = (extradata: Uint8Array): AacConfig => {
  const read = bitReader(extradata);
  const readType = (): number => {
    const type = read(5);
    return type === 31 ? 32 + read(6) : type;
  };
  const readRate = (): number => {
    const index = read(4);
    if (index === EXPLICIT_RATE) read(24);
    return index;
  };
  const [outerType, rateIndex, channelConfiguration] = [readType(), readRate(), read(4)];
  if (outerType !== SBR && outerType !== PARAMETRIC_STEREO)
    return { objectType: outerType, rateIndex, channelConfiguration };
  readRate();
  return { objectType: readType(), rateIndex, channelConfiguration };
};

/** Packets that bring their headers. ffmpeg's reader takes the first one out of step for the end of the file. */
export const adtsAsItIs: Framing = {
  input: ['-f', 'aac'],
  head: NOTHING,
  before: (packet) => {
    const [first = 0, second = 0, , third = 0, fourth = 0, fifth = 0] = packet;
    const length = ((third & 3) << 11) | (fourth << 3) | (fifth >> 5);
    const isFrame = first === 0xff && (second & 0xf6) === 0xf0 && length === packet.length;
    return isFrame && length > HEADER_BYTES ? NOTHING : null;
  },
};

/** @throws {CodecError} for kinds of AAC that ADTS cannot carry */
export const adtsFraming = (extradata: Uint8Array): Framing => {
  const { objectType, rateIndex, channelConfiguration } = parseConfig(extradata);
  if (objectType < 1 || objectType > MAX_OBJECT_TYPE)
    throw new CodecError(`AAC of object type ${objectType} cannot be piped into ffmpeg.`);
  if (rateIndex > 12 || channelConfiguration === 0 || channelConfiguration > 7)
    throw new CodecError('AAC with an unusual sampling rate or speaker layout cannot be piped into ffmpeg.');
  return {
    input: ['-f', 'aac'],
    head: NOTHING,
    before: (packet) => {
      const length = HEADER_BYTES + packet.length;
      if (length > MAX_FRAME_BYTES) return null;
      return Uint8Array.of(
        0xff,
        0xf1,
        ((objectType - 1) << 6) | (rateIndex << 2) | (channelConfiguration >> 2),
        ((channelConfiguration & 3) << 6) | (length >> 11),
        (length >> 3) & 0xff,
        ((length & 7) << 5) | 0x1f,
        0xfc,
      );
    },
  };
};
