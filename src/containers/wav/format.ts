/** The `fmt ` chunk: how samples lie in the `data` chunk (Microsoft, "WAVEFORMATEX" and "WAVEFORMATEXTENSIBLE"). */
import type { PcmLayout } from '../../../streams/ports.ts';
import { ContainerError } from '../types.ts';

export interface WavFormat {
  readonly layout: PcmLayout;
  readonly channels: number;
  readonly sampleRate: number;
  /** Bytes of one sample of all channels. */
  readonly frameBytes: number;
}

/** The longest form of the chunk that says something to us. */
export const FORMAT_BYTES = 40;
const MIN_BYTES = 16;

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;
/** Index of the sub-format, whose first two bytes are one of the numbers above. */
const SUB_FORMAT_AT = 24;

/** By bytes of one sample of one channel: 20 bits lie in 24, 12 in 16, always at the upper end. */
const LAYOUTS: Readonly<Record<number, readonly (PcmLayout | undefined)[]>> = {
  [PCM]: [undefined, 'u8', 's16', 's24', 's32'],
  [FLOAT]: [undefined, undefined, undefined, undefined, 'f32', undefined, undefined, undefined, 'f64'],
};

const MAX_CHANNELS = 16;
const MIN_RATE = 100;
const MAX_RATE = 768_000;

/** Rejects what is not plain samples (ADPCM, A-law, MP3 in WAV) with a {@link ContainerError}. */
export const wavFormat = (chunk: Uint8Array): WavFormat => {
  if (chunk.length < MIN_BYTES) throw new ContainerError('The WAV file is cut off.');
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const tag = view.getUint16(0, true);
  const channels = view.getUint16(2, true);
  const sampleRate = view.getUint32(4, true);
  const align = view.getUint16(12, true);
  const sampleBytes = Math.ceil(view.getUint16(14, true) / 8);
  const isExtended = tag === EXTENSIBLE && chunk.length >= SUB_FORMAT_AT + 2;
  const kind = isExtended ? view.getUint16(SUB_FORMAT_AT, true) : tag;
  // 24 bits may lie in 32: what the alignment says counts, unless it is nonsense.
  const fits = channels > 0 && align % channels === 0 && align / channels >= sampleBytes;
  const bytes = fits ? align / channels : sampleBytes;
  const layout = LAYOUTS[kind]?.[bytes];
  const isSane =
    channels >= 1 && channels <= MAX_CHANNELS && sampleRate >= MIN_RATE && sampleRate <= MAX_RATE;
  if (layout === undefined || !isSane) throw new ContainerError('No supported audio format in the WAV file.');
  return { layout, channels, sampleRate, frameBytes: bytes * channels };
};
