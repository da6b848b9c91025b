/** The first metadata block (RFC 9639 §8.2). */
import { ContainerError } from '../types.ts';

export const STREAM_INFO_BYTES = 34;

export interface StreamInfo {
  readonly maxBlockSize: number;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitsPerSample: number;
  /** Zero where the encoder could not go back and write it. */
  readonly totalSamples: number;
  /** The block as it is: what a decoder wants. */
  readonly bytes: Uint8Array;
}

export const streamInfo = (bytes: Uint8Array): StreamInfo => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packed = view.getUint32(10);
  const info = {
    maxBlockSize: view.getUint16(2),
    sampleRate: packed >>> 12,
    channels: ((packed >>> 9) & 7) + 1,
    bitsPerSample: ((packed >>> 4) & 31) + 1,
    totalSamples: (packed & 15) * 2 ** 32 + view.getUint32(14),
    bytes,
  };
  if (info.sampleRate === 0 || info.maxBlockSize === 0)
    throw new ContainerError('The FLAC header is damaged.');
  return info;
};
