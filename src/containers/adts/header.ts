/** The seven or nine bytes before each AAC frame (ISO 13818-7 §6.2, "adts_frame"). */
import type { FrameHeader, FrameSyntax } from '../shared/frame.ts';

export interface AdtsHeader extends FrameHeader {
  readonly profile: number;
}

const SAMPLE_RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350,
];
const CHANNELS = [undefined, 1, 2, 3, 4, 5, 6, 8];
const MIN_BYTES = 7;
const SAMPLES = 1024;

const parse = (bytes: Uint8Array, at: number): AdtsHeader | null => {
  if (at + MIN_BYTES > bytes.length || bytes[at] !== 0xff) return null;
  const byte = (index: number): number => bytes[at + index] ?? 0;
  if ((byte(1) & 0xf6) !== 0xf0) return null;
  const sampleRate = SAMPLE_RATES[(byte(2) >> 2) & 15];
  const channels = CHANNELS[((byte(2) & 1) << 2) | (byte(3) >> 6)];
  const byteLength = ((byte(3) & 3) << 11) | (byte(4) << 3) | (byte(5) >> 5);
  const headerBytes = (byte(1) & 1) === 1 ? 7 : 9;
  // Several blocks in one frame are allowed, never seen, and what chance would most likely produce.
  const isOneBlock = (byte(6) & 3) === 0;
  if (sampleRate === undefined || channels === undefined || byteLength <= headerBytes || !isOneBlock)
    return null;
  return { profile: byte(2) >> 6, sampleRate, channels, byteLength, samples: SAMPLES };
};

export const adtsSyntax: FrameSyntax<AdtsHeader> = {
  name: 'AAC',
  headerBytes: MIN_BYTES,
  parse,
  follows: (previous, next) =>
    previous.profile === next.profile &&
    previous.sampleRate === next.sampleRate &&
    previous.channels === next.channels,
};
