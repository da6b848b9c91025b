/** Plain samples in RIFF or RF64: exact in length and in seeks. */
import type { Packet } from '../../../streams/ports.ts';
import { ByteReader } from '../reader.ts';
import type { ByteSource, Container, Demuxer } from '../types.ts';
import { ContainerError } from '../types.ts';
import { findData, isWav } from './chunks.ts';

/** Sound in one packet, and so in one block: nothing divides samples but we. */
const PACKET_MS = 100;

const open = async (source: ByteSource): Promise<Demuxer> => {
  const reader = new ByteReader(source);
  const { format, start, end } = await findData(reader);
  const { channels, frameBytes, layout, sampleRate } = format;
  const frames = end === undefined ? undefined : Math.floor((end - start) / frameBytes);
  const packetFrames = Math.ceil((sampleRate * PACKET_MS) / 1000);
  const toMs = (count: number): number => (count * 1000) / sampleRate;
  const lengthMs = frames === undefined ? undefined : toMs(frames);

  const read = async (): Promise<readonly Packet[] | null> => {
    const at = (reader.position - start) / frameBytes;
    const wanted = Math.min(packetFrames, (frames ?? Infinity) - at);
    if (wanted <= 0) return null;
    await reader.need(wanted * frameBytes);
    const count = Math.min(wanted, Math.floor(reader.available / frameBytes));
    if (count === 0) return null;
    return [{ data: reader.take(count * frameBytes), positionMs: toMs(at), durationMs: toMs(count) }];
  };

  const seek = (positionMs: number): Promise<void> => {
    // The tolerance lets the time of a sample, which is rounded, find this sample and not the one before.
    const frame = Math.floor((Math.max(0, positionMs) * sampleRate) / 1000 + 1e-6);
    const offset = start + Math.min(frame, frames ?? frame) * frameBytes;
    if (!source.seekable && offset < reader.position) {
      return Promise.reject(new ContainerError('This stream cannot go back.'));
    }
    reader.seek(offset);
    return Promise.resolve();
  };

  return {
    format: { codec: 'pcm', sampleRate, channels, extradata: new Uint8Array(0), pcmLayout: layout },
    lengthMs,
    isSeekable: source.seekable && lengthMs !== undefined,
    tags: {},
    read,
    seek,
  };
};

export const wav: Container = { name: 'wav', matches: isWav, open };
