import { FLACDecoder } from '@wasm-audio-decoders/flac';
import type { AudioFormat, PacketBlock } from '../../../streams/ports.ts';
import { CodecError } from '../provider.ts';
import type { PacketDecoder, SoundSink } from '../provider.ts';
import { WasmHandle } from '../wasm.ts';
import { isIntactFrame } from './crc.ts';

const STREAM_INFO_BYTES = 34;

/** With 8 the library (0.2.11) runs out of its memory. */
const MAX_CHANNELS = 7;

/** @throws {CodecError} without a STREAMINFO block, and for eight channels */
export const openDecoder = async ({ channels, extradata }: AudioFormat): Promise<PacketDecoder> => {
  if (extradata.length !== STREAM_INFO_BYTES) throw new CodecError('The FLAC stream has no STREAMINFO.');
  if (channels > MAX_CHANNELS) throw new CodecError(`The library traps on ${channels} channels.`);
  // The beginning of a FLAC file (RFC 9639 §8): frames may leave rate and sample size to be looked up there.
  const head = Uint8Array.of(0x66, 0x4c, 0x61, 0x43, 0x80, 0, 0, STREAM_INFO_BYTES, ...extradata);
  const make = (): FLACDecoder => new FLACDecoder();
  const begin = (decoder: FLACDecoder): Promise<unknown> => decoder.decodeFrames([head]);
  return new FlacDecoder(await WasmHandle.open({ make, begin }));
};

class FlacDecoder implements PacketDecoder {
  readonly #handle: WasmHandle<FLACDecoder>;
  /** Frames have been left out since the last one: the library must not see it, or it prints and makes up sound. */
  #hasGap = false;

  constructor(handle: WasmHandle<FLACDecoder>) {
    this.#handle = handle;
  }

  async decode(packets: PacketBlock, sink: SoundSink): Promise<void> {
    for (const packet of packets) {
      if (!isIntactFrame(packet.data)) {
        sink.damaged('a FLAC frame with a wrong checksum');
        this.#hasGap = true;
        continue;
      }
      if (this.#hasGap) await this.reset();
      await this.#handle.each([packet], sink, (decoder, data) => decodeFrame(decoder, data, sink));
    }
  }

  flush(): Promise<void> {
    return this.reset();
  }

  async reset(): Promise<void> {
    this.#hasGap = false;
    await this.#handle.restart();
  }

  free(): void {
    this.#handle.free();
  }
}

/**
 * The library (0.2.11) divides by the largest integer of the depth, 32767, where all others divide by 32768: a sample
 * of 16 bits would be too loud by 0.0003 dB, and a lossless file not come out as it went in.
 */
const restore = (samples: Float32Array, bitDepth: number): void => {
  const full = 2 ** (bitDepth - 1);
  for (let i = 0; i < samples.length; i++) samples[i] = Math.round((samples[i] ?? 0) * (full - 1)) / full;
};

const decodeFrame = async (decoder: FLACDecoder, data: Uint8Array, sink: SoundSink): Promise<void> => {
  const { samplesDecoded, sampleRate, channelData, bitDepth, errors } = await decoder.decodeFrames([data]);
  // Of more bits a float has not all.
  if (bitDepth <= 24) for (const channel of channelData) restore(channel, bitDepth);
  if (samplesDecoded > 0) sink.sound({ sampleRate, channels: channelData, order: 'wave' });
  else sink.damaged(errors[0]?.message ?? 'no sound in a FLAC frame');
};
