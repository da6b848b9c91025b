/** Matroska's codec names and CodecPrivate as an {@link AudioFormat} (RFC 9559 §5.1.4, Codec Mappings). */
import type { AudioFormat, PcmLayout } from '../../../streams/ports.ts';
import { SAMPLE_RATE } from '../../../streams/ports.ts';

export interface CodecInfo {
  readonly codecId: string;
  readonly codecPrivate: Uint8Array;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitDepth: number;
}

const OPUS_HEAD_BYTES = 19;
/** "fLaC", the header of the block, STREAMINFO. */
const FLAC_INFO_AT = 8;
const FLAC_INFO_BYTES = 34;
const MAX_SAMPLE_RATE = 1_000_000;

const AAC_RATES = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];
const AAC_LC = 2;

const INTEGER_LAYOUTS: Readonly<Record<number, PcmLayout>> = { 8: 'u8', 16: 's16', 24: 's24', 32: 's32' };
const FLOAT_LAYOUTS: Readonly<Record<number, PcmLayout>> = { 32: 'f32', 64: 'f64' };

/** AudioSpecificConfig of plain AAC LC (ISO 14496-3 §1.6.2.1), for old files that only name it in the codec's id. */
const lowComplexity = (sampleRate: number, channels: number): Uint8Array | undefined => {
  const rate = AAC_RATES.indexOf(sampleRate);
  const bits = (AAC_LC << 11) | (rate << 7) | ((channels === 8 ? 7 : channels) << 3);
  return rate < 0 || channels > 8 || channels === 7 ? undefined : Uint8Array.of(bits >> 8, bits & 0xff);
};

type Details = Pick<AudioFormat, 'codec' | 'extradata'> & Partial<AudioFormat>;

const NONE = new Uint8Array(0);

const pcm = (pcmLayout: PcmLayout | undefined): Details | undefined =>
  pcmLayout && { codec: 'pcm', extradata: NONE, pcmLayout };

const detailsOf = (info: CodecInfo): Details | undefined => {
  const { codecId, codecPrivate } = info;
  if (codecId === 'A_OPUS') {
    const channels = codecPrivate.length >= OPUS_HEAD_BYTES ? codecPrivate[9] : undefined;
    return {
      codec: 'opus',
      extradata: channels === undefined ? NONE : codecPrivate,
      sampleRate: SAMPLE_RATE,
      channels: channels ?? info.channels,
    };
  }
  if (codecId === 'A_VORBIS') {
    return codecPrivate.length > 0 ? { codec: 'vorbis', extradata: codecPrivate } : undefined;
  }
  if (codecId === 'A_AAC' || codecId.startsWith('A_AAC/')) {
    const extradata = codecPrivate.length > 0 ? codecPrivate : lowComplexity(info.sampleRate, info.channels);
    return extradata && { codec: 'aac', extradata };
  }
  if (codecId === 'A_FLAC') {
    const extradata = codecPrivate.slice(FLAC_INFO_AT, FLAC_INFO_AT + FLAC_INFO_BYTES);
    return extradata.length === FLAC_INFO_BYTES ? { codec: 'flac', extradata } : undefined;
  }
  if (codecId === 'A_MPEG/L3') return { codec: 'mp3', extradata: NONE };
  if (codecId === 'A_PCM/INT/LIT') return pcm(INTEGER_LAYOUTS[info.bitDepth]);
  if (codecId === 'A_PCM/FLOAT/IEEE') return pcm(FLOAT_LAYOUTS[info.bitDepth]);
  return undefined;
};

/** Undefined for codecs that we do not play and for headers that make no sense. */
export const formatOf = (info: CodecInfo): AudioFormat | undefined => {
  const details = detailsOf(info);
  const format = details && { sampleRate: info.sampleRate, channels: info.channels, ...details };
  if (format === undefined || !(format.sampleRate >= 1 && format.sampleRate <= MAX_SAMPLE_RATE))
    return undefined;
  return format.channels >= 1 && format.channels <= 255 ? format : undefined;
};
