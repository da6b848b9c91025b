/** Sound into a WAV file: float32 as it is, or 16-bit integers. */
import { endianness } from 'node:os';
import type { Pcm } from '../../streams/ports.ts';
import { interleaveInt16 } from '../codecs/interleave.ts';
import type { SampleFormat } from './arguments.ts';
import type { OutputFile } from './output.file.ts';
import type { SoundWriter } from './sound.writer.ts';
import { maxFrames, wavHeader } from './wav.header.ts';

/** Not clipped: beyond full scale there is still sound in a float, and whoever measures wants to see it. */
const interleaved = ({ left, right }: Pcm): Float32Array => {
  const samples = new Float32Array(2 * left.length);
  for (let i = 0, at = 0; i < left.length; i += 1, at += 2) {
    samples[at] = left[i] ?? 0;
    samples[at + 1] = right[i] ?? 0;
  }
  return samples;
};

const bytesOf = (pcm: Pcm, format: SampleFormat): Uint8Array => {
  if (format === 's16') {
    const samples = new Int16Array(2 * pcm.left.length);
    interleaveInt16(pcm.left, pcm.right, samples);
    const bytes = Buffer.from(samples.buffer);
    return endianness() === 'LE' ? bytes : bytes.swap16();
  }
  const bytes = Buffer.from(interleaved(pcm).buffer);
  return endianness() === 'LE' ? bytes : bytes.swap32();
};

/**
 * @param expectedFrames samples per channel that will come, as far as is known; Infinity if it is not. Decides whether
 *   the header gets room for large sizes, which not every program likes to see.
 */
export const createWavWriter = async (
  file: OutputFile,
  format: SampleFormat,
  expectedFrames: number,
): Promise<SoundWriter> => {
  const mayBeLarge = !(expectedFrames < maxFrames(format) / 2);
  let frames = 0;
  await file.append(wavHeader(format, { frames, mayBeLarge }));
  return {
    write: async (pcm) => {
      frames += pcm.left.length;
      if (!mayBeLarge && frames > maxFrames(format))
        throw new RangeError('The track is much longer than it said, and its WAV file larger than 4 GiB.');
      await file.append(bytesOf(pcm, format));
    },
    finish: async () => {
      try {
        await file.patch(0, wavHeader(format, { frames, mayBeLarge }));
      } finally {
        await file.close();
      }
    },
  };
};
