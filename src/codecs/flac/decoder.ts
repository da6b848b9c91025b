import { FLACDecoder } from '@wasm-audio-decoders/flac';
import type { AudioFormat, PacketBlock } from '../../../streams/ports.ts';
import { CodecError } from '../provider.ts';
import type { PacketDecoder, SoundSink } from '../provider.ts';
import { WasmHandle } from '../wasm.ts';
import { isIntactFrame } from './crc.ts';

const STREAM_INFO_BYTES = 34;

/** @throws {CodecError} without a STREAMINFO block */
export const openDecoder = async (format: AudioFormat): Promise<PacketDecoder> => {
  if (format.extradata.length !== STREAM_INFO_BYTES)
    throw new CodecError('The FLAC stream has no STREAMINFO.');
  const decoder = new FlacDecoder(await WasmHandle.open(new FLACDecoder()), format.extradata);
  await decoder.begin();
  return decoder;
};

/** The beginning of a FLAC file (RFC 9639 §8): frames may leave rate and sample size to be looked up there. */
const fileHead = (streamInfo: Uint8Array): Uint8Array =>
  Uint8Array.of(0x66, 0x4c, 0x61, 0x43, 0x80, 0, 0, STREAM_INFO_BYTES, ...streamInfo);

class FlacDecoder implements PacketDecoder {
  readonly #handle: WasmHandle<FLACDecoder>;
  readonly #head: Uint8Array;

  constructor(handle: WasmHandle<FLACDecoder>, streamInfo: Uint8Array) {
    this.#handle = handle;
    this.#head = fileHead(streamInfo);
  }

  async begin(): Promise<void> {
    await this.#handle.decoder.decodeFrames([this.#head]);
  }

  async decode(packets: PacketBlock, sink: SoundSink): Promise<void> {
    for (const { data: packet } of packets) {
      if (this.#handle.isFreed) return;
      // The library prints every error and then searches for the next frame, losing a good one.
      if (!isIntactFrame(packet)) {
        sink.damaged('a FLAC frame with a wrong checksum');
        continue;
      }
      const decoded = await this.#handle.decoder.decodeFrames([packet]);
      const { samplesDecoded, sampleRate, channelData } = decoded;
      if (samplesDecoded > 0) sink.sound({ sampleRate, channels: channelData, order: 'wave' });
      else sink.damaged(decoded.errors[0]?.message ?? 'no sound in a FLAC frame');
    }
  }

  flush(): Promise<void> {
    return this.reset();
  }

  async reset(): Promise<void> {
    await this.#handle.reset();
    await this.begin();
  }

  free(): void {
    this.#handle.free();
  }
}
