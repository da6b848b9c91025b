/** How long a packet sounds, where its codec tells. Matroska's own times are rounded to milliseconds. */
import type { AudioFormat, PcmLayout } from '../../../streams/ports.ts';

const SILK_MS = [10, 20, 40, 60] as const;
const HYBRID_MS = [10, 20] as const;
const CELT_MS = [2.5, 5, 10, 20] as const;

const AAC_SAMPLES = 1024;
const SAMPLE_BYTES: Readonly<Record<PcmLayout, number>> = { u8: 1, s16: 2, s24: 3, s32: 4, f32: 4, f64: 8 };

/** By the TOC byte, RFC 6716 §3.1. */
const opusMs = (packet: Uint8Array): number => {
  const toc = packet[0] ?? 0;
  const code = toc & 3;
  const config = toc >> 3;
  const frames = code === 3 ? (packet[1] ?? 0) & 0x3f : Math.min(2, code + 1);
  if (config < 12) return frames * (SILK_MS[config & 3] ?? 0);
  return frames * ((config < 16 ? HYBRID_MS[config & 1] : CELT_MS[config & 3]) ?? 0);
};

/** STREAMINFO: the smallest and the largest block; the same but for files of variable block size. */
const flacBlock = (info: Uint8Array): number | undefined => {
  const view = new DataView(info.buffer, info.byteOffset, info.byteLength);
  const size = view.getUint16(2);
  return view.getUint16(0) === size && size > 0 ? size : undefined;
};

/** A function that tells a packet's length in ms; undefined where only the next packet's time tells. */
export const packetLength = (format: AudioFormat): ((packet: Uint8Array) => number) | undefined => {
  const { codec, sampleRate, channels, extradata, pcmLayout } = format;
  const fixed = (samples: number) => {
    const ms = (samples * 1000) / sampleRate;
    return () => ms;
  };
  switch (codec) {
    case 'opus':
      return opusMs;
    case 'aac':
      return fixed(AAC_SAMPLES);
    case 'mp3':
      // MPEG 2 and 2.5, which are for rates below 32 kHz, have one granule per frame instead of two.
      return fixed(sampleRate < 32_000 ? 576 : 1152);
    case 'pcm': {
      const bytes = SAMPLE_BYTES[pcmLayout ?? 's16'] * channels;
      return (packet) => (packet.length * 1000) / (bytes * sampleRate);
    }
    case 'flac': {
      const block = flacBlock(extradata);
      return block === undefined ? undefined : fixed(block);
    }
    case 'vorbis':
      return undefined;
  }
};

/** What the decoder must have decoded before a seek's target to be right at the target, ms. */
export const preRollMs = ({ codec, sampleRate }: AudioFormat): number => {
  // RFC 7845 §4.6 for Opus; AAC frames overlap by half; MP3 frames borrow bytes from up to nine frames before.
  if (codec === 'opus') return 80;
  if (codec === 'aac') return (AAC_SAMPLES * 1000) / sampleRate;
  return codec === 'mp3' ? 250 : 0;
};
