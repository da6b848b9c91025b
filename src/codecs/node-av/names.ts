/**
 * Which of FFmpeg's decoders takes what. For MP3 the one that gives float, not 16 bit. For Opus not FFmpeg's own: below
 * some 40 kbit/s it departs from the reference by −15 to −28 dB, and saves only a tenth of the time.
 */
import {
  FF_DECODER_AAC,
  FF_DECODER_FLAC,
  FF_DECODER_MP3FLOAT,
  FF_DECODER_LIBOPUS,
  FF_DECODER_PCM_F32LE,
  FF_DECODER_PCM_F64LE,
  FF_DECODER_PCM_S16LE,
  FF_DECODER_PCM_S24LE,
  FF_DECODER_PCM_S32LE,
  FF_DECODER_PCM_U8,
  FF_DECODER_VORBIS,
} from 'node-av/constants';
import type { FFDecoderCodec } from 'node-av/constants';
import type { AudioCodec, AudioFormat, PcmLayout } from '../../../streams/ports.ts';

const COMPRESSED: Readonly<Record<Exclude<AudioCodec, 'pcm'>, FFDecoderCodec>> = {
  mp3: FF_DECODER_MP3FLOAT,
  aac: FF_DECODER_AAC,
  flac: FF_DECODER_FLAC,
  vorbis: FF_DECODER_VORBIS,
  opus: FF_DECODER_LIBOPUS,
};

const PCM: Readonly<Record<PcmLayout, FFDecoderCodec>> = {
  u8: FF_DECODER_PCM_U8,
  s16: FF_DECODER_PCM_S16LE,
  s24: FF_DECODER_PCM_S24LE,
  s32: FF_DECODER_PCM_S32LE,
  f32: FF_DECODER_PCM_F32LE,
  f64: FF_DECODER_PCM_F64LE,
};

/** Undefined for PCM that does not say how its samples are stored. */
export const decoderName = ({ codec, pcmLayout }: AudioFormat): FFDecoderCodec | undefined => {
  if (codec !== 'pcm') return COMPRESSED[codec];
  return pcmLayout === undefined ? undefined : PCM[pcmLayout];
};
