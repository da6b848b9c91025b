/** The four bytes before every MPEG audio frame, ISO/IEC 11172-3 §2.4.1.3 and 13818-3 §2.4.1.3. */

/** kbit/s by index, for [MPEG-1 layer I, II, III, MPEG-2 layer I, MPEG-2 layers II and III]. */
const BITRATES = [
  [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const;

const MPEG1_RATES = [44_100, 48_000, 32_000] as const;

/** Is this one whole frame, exactly as long as its header says? Free-format frames (no bitrate) are not. */
export const isMpegFrame = (bytes: Uint8Array): boolean => {
  const [sync = 0, second = 0, third = 0] = bytes;
  if (sync !== 0xff || (second & 0xe0) !== 0xe0) return false;
  const [version, layer] = [(second >> 3) & 3, 4 - ((second >> 1) & 3)];
  const baseRate = MPEG1_RATES[(third >> 2) & 3];
  if (version === 1 || layer === 4 || baseRate === undefined) return false;
  const isMpeg1 = version === 3;
  const row = isMpeg1 ? layer - 1 : layer === 1 ? 3 : 4;
  const bitrate = (BITRATES[row]?.[third >> 4] ?? 0) * 1000;
  if (bitrate === 0) return false;
  const sampleRate = isMpeg1 ? baseRate : version === 2 ? baseRate / 2 : baseRate / 4;
  const padding = (third >> 1) & 1;
  if (layer === 1) return bytes.length === (Math.floor((12 * bitrate) / sampleRate) + padding) * 4;
  const bytesPerBit = layer === 3 && !isMpeg1 ? 72 : 144;
  return bytes.length === Math.floor((bytesPerBit * bitrate) / sampleRate) + padding;
};
