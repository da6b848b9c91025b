/** The three header packets in Xiph lacing, as Matroska's CodecPrivate has them. */
import { CodecError } from '../provider.ts';

export interface VorbisHeaders {
  readonly identification: Uint8Array;
  readonly setup: Uint8Array;
  readonly channels: number;
  readonly sampleRate: number;
}

/** Packet type (1 or 5) and the word `vorbis` (Vorbis I §4.2.1). */
const isHeader = (packet: Uint8Array, type: number): boolean =>
  packet[0] === type && String.fromCharCode(...packet.subarray(1, 7)) === 'vorbis';

const IDENTIFICATION_BYTES = 30;

/** @throws {CodecError} when they are not what they should be */
export const parseVorbisHeaders = (extradata: Uint8Array): VorbisHeaders => {
  const sizes: number[] = [];
  let at = 1;
  while (extradata[0] === 2 && sizes.length < 2 && at < extradata.length) {
    let size = 0;
    while (extradata[at] === 255) {
      size += 255;
      at++;
    }
    sizes.push(size + (extradata[at++] ?? 0));
  }
  const [first = 0, second = 0] = sizes;
  const identification = extradata.subarray(at, at + first);
  const setup = extradata.subarray(at + first + second);
  if (identification.length < IDENTIFICATION_BYTES || !isHeader(identification, 1) || !isHeader(setup, 5))
    throw new CodecError('The Vorbis headers are missing or damaged.');
  const view = new DataView(identification.buffer, identification.byteOffset, identification.byteLength);
  return { identification, setup, channels: view.getUint8(11), sampleRate: view.getUint32(12, true) };
};
