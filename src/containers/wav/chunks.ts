/** Finds the chunks `fmt ` and `data` in a RIFF file, wherever they are (EBU Tech 3306 for RF64 and its `ds64`). */
import type { ByteReader } from '../reader.ts';
import { ContainerError } from '../types.ts';
import type { WavFormat } from './format.ts';
import { FORMAT_BYTES, wavFormat } from './format.ts';

export interface WavData {
  readonly format: WavFormat;
  /** Offset of the first sample. */
  readonly start: number;
  /** Offset behind the last whole sample; undefined for a stream without end. */
  readonly end: number | undefined;
}

const RIFF_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const DS64_BYTES = 16;
const MAX_CHUNKS = 1000;
/** From here up a size means "I do not know": 0xFFFFFFFF of ffmpeg, 0x7FFFF000 of sox, where the output was a pipe. */
const UNKNOWN_BYTES = 0x7fff_f000;

const FORMAT = 0x66_6d_74_20;
const DATA = 0x64_61_74_61;
const DS64 = 0x64_73_36_34;

const ascii = (head: Uint8Array, at: number): string => String.fromCharCode(...head.subarray(at, at + 4));

/** `RIFF` or a form of it for files above 4 GB, and then `WAVE`. */
export const isWav = (head: Uint8Array): boolean =>
  ['RIFF', 'RF64', 'BW64'].includes(ascii(head, 0)) && ascii(head, 8) === 'WAVE';

/** Where the samples end, by what the chunk says and by what there is. */
const endOf = (start: number, said: number, size: number | undefined): number | undefined => {
  if (said === 0) return size;
  if (size !== undefined) return Math.min(start + said, size);
  return said >= UNKNOWN_BYTES ? undefined : start + said;
};

/** Leaves the reader at the first sample. Rejects with a {@link ContainerError} when one of the two is missing. */
export const findData = async (reader: ByteReader): Promise<WavData> => {
  if (!(await reader.need(RIFF_HEADER_BYTES)) || !isWav(reader.peek(RIFF_HEADER_BYTES))) {
    throw new ContainerError('This is not a WAV file.');
  }
  reader.skip(RIFF_HEADER_BYTES);
  const { size, seekable } = reader.source;
  let format: WavFormat | undefined;
  let data: { readonly start: number; readonly said: number } | undefined;
  let longSize: number | undefined;
  for (let count = 0; count < MAX_CHUNKS; count += 1) {
    if (!(await reader.need(CHUNK_HEADER_BYTES))) break;
    const name = reader.peekU32();
    const bytes = reader.peekU32(4, true);
    reader.skip(CHUNK_HEADER_BYTES);
    const start = reader.position;
    if (name === FORMAT) {
      await reader.need(Math.min(bytes, FORMAT_BYTES));
      format = wavFormat(reader.peek(Math.min(bytes, FORMAT_BYTES)));
    } else if (name === DS64 && (await reader.need(DS64_BYTES))) {
      longSize = Number(reader.peekU64(8, true));
    } else if (name === DATA) {
      data = { start, said: bytes === 0xffff_ffff && longSize !== undefined ? longSize : bytes };
      // The format comes first in all but odd files, and those can only be read where one can come back.
      if (format === undefined && (!seekable || bytes >= UNKNOWN_BYTES)) break;
    }
    if (format !== undefined && data !== undefined) {
      reader.seek(data.start);
      return { format, start: data.start, end: endOf(data.start, data.said, size) };
    }
    reader.seek(start + bytes + (bytes % 2));
  }
  throw new ContainerError(
    format === undefined ? 'The WAV file has no format.' : 'The WAV file has no sound.',
  );
};
