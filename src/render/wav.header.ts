/**
 * Headers of WAV files, 48 kHz stereo. Without room for large sizes they are the shortest that the format allows: 44
 * bytes for 16-bit integers, 58 for floats (whose `fmt ` has an extension and which need a `fact`). With it, a `JUNK`
 * chunk keeps the place of a `ds64`, which makes an RF64 of files beyond 4 GiB (EBU Tech 3306).
 */
import { SAMPLE_RATE } from '../../streams/ports.ts';
import type { SampleFormat } from './arguments.ts';

const CHANNELS = 2;
const PCM = 1;
const IEEE_FLOAT = 3;
const MAX_U32 = 0xff_ff_ff_ff;
const DS64_BYTES = 28;

const bytesPerFrame = (format: SampleFormat): number => CHANNELS * (format === 's16' ? 2 : 4);

/** Chunks of four letters, a length and a body of even length. */
const chunk = (id: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
};

const fmt = (format: SampleFormat): Buffer => {
  const frame = bytesPerFrame(format);
  const body = Buffer.alloc(format === 's16' ? 16 : 18);
  body.writeUInt16LE(format === 's16' ? PCM : IEEE_FLOAT, 0);
  body.writeUInt16LE(CHANNELS, 2);
  body.writeUInt32LE(SAMPLE_RATE, 4);
  body.writeUInt32LE(SAMPLE_RATE * frame, 8);
  body.writeUInt16LE(frame, 12);
  body.writeUInt16LE((frame / CHANNELS) * 8, 14);
  return chunk('fmt ', body);
};

const u64 = (...values: readonly number[]): Buffer => {
  const body = Buffer.alloc(DS64_BYTES);
  values.forEach((value, index) => body.writeBigUInt64LE(BigInt(value), index * 8));
  return body;
};

const fact = (frames: number): Buffer => {
  const body = Buffer.alloc(4);
  body.writeUInt32LE(Math.min(frames, MAX_U32));
  return chunk('fact', body);
};

/** How long files may get, in frames (samples per channel), before they need room for large sizes. */
export const maxFrames = (format: SampleFormat): number =>
  Math.floor((MAX_U32 - 128) / bytesPerFrame(format));

export interface WavSize {
  /** Samples per channel. */
  readonly frames: number;
  /** Room for sizes beyond 32 bits; the same for every header of one file. */
  readonly mayBeLarge: boolean;
}

/** @throws {RangeError} for more sound than a header without room for large sizes can tell */
export const wavHeader = (format: SampleFormat, { frames, mayBeLarge }: WavSize): Uint8Array => {
  const isLarge = frames > maxFrames(format);
  if (isLarge && !mayBeLarge) throw new RangeError(`A WAV file cannot hold ${frames} samples.`);
  const dataBytes = frames * bytesPerFrame(format);
  const rest = [fmt(format), ...(format === 's16' ? [] : [fact(frames)])];
  const headBytes =
    12 + (mayBeLarge ? 8 + DS64_BYTES : 0) + rest.reduce((sum, { length }) => sum + length, 8);
  const riffBytes = headBytes + dataBytes - 8;
  const riff = Buffer.from(isLarge ? 'RF64____WAVE' : 'RIFF____WAVE', 'latin1');
  riff.writeUInt32LE(isLarge ? MAX_U32 : riffBytes, 4);
  const reserved = isLarge ? chunk('ds64', u64(riffBytes, dataBytes, frames)) : chunk('JUNK', u64());
  const data = Buffer.from('data____', 'latin1');
  data.writeUInt32LE(isLarge ? MAX_U32 : dataBytes, 4);
  return Buffer.concat([riff, ...(mayBeLarge ? [reserved] : []), ...rest, data]);
};
