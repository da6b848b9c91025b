import { OpusDecoder } from 'opus-decoder';
import type { AudioFormat, PacketBlock } from '../../../streams/ports.ts';
import { SAMPLE_RATE } from '../../../streams/ports.ts';
import { parseOpusHead } from '../opus-head.ts';
import type { PacketDecoder, SoundSink } from '../provider.ts';
import { WasmHandle } from '../wasm.ts';
import { isOpusPacket } from './packet.ts';

/** The library's input buffer per channel; a longer packet would not fit. */
const MAX_BYTES_PER_CHANNEL = 3840;

/** @throws {CodecError} when the OpusHead is damaged */
export const openDecoder = async (format: AudioFormat): Promise<PacketDecoder> => {
  const head = parseOpusHead(format.extradata, format.channels);
  const decoder = new OpusDecoder({
    channels: head.channels,
    streamCount: head.streams,
    coupledStreamCount: head.coupled,
    channelMappingTable: [...head.mapping],
  });
  const isPlain = head.streams === 1;
  return new OpusPacketDecoder(
    await WasmHandle.open(decoder),
    MAX_BYTES_PER_CHANNEL * head.channels,
    isPlain,
  );
};

class OpusPacketDecoder implements PacketDecoder {
  readonly #handle: WasmHandle<OpusDecoder>;
  readonly #maxBytes: number;
  readonly #isPlain: boolean;

  constructor(handle: WasmHandle<OpusDecoder>, maxBytes: number, isPlain: boolean) {
    this.#handle = handle;
    this.#maxBytes = maxBytes;
    this.#isPlain = isPlain;
  }

  decode(packets: PacketBlock, sink: SoundSink): void {
    for (const { data: packet } of packets) {
      // The library prints every error: it gets only packets that are well formed.
      if (packet.length > this.#maxBytes || (this.#isPlain && !isOpusPacket(packet))) {
        sink.damaged('not an Opus packet');
        continue;
      }
      const { samplesDecoded, channelData, errors } = this.#handle.decoder.decodeFrame(packet);
      if (samplesDecoded > 0) sink.sound({ sampleRate: SAMPLE_RATE, channels: channelData, order: 'vorbis' });
      else sink.damaged(errors[0]?.message ?? 'no sound in an Opus packet');
    }
  }

  flush(): Promise<void> {
    return this.reset();
  }

  reset(): Promise<void> {
    return this.#handle.reset();
  }

  free(): void {
    this.#handle.free();
  }
}
