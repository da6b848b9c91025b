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
  const { channels, streams, coupled, mapping } = parseOpusHead(format.extradata, format.channels);
  const make = (): OpusDecoder =>
    new OpusDecoder({
      channels,
      streamCount: streams,
      coupledStreamCount: coupled,
      channelMappingTable: [...mapping],
    });
  // In a packet of several streams all but the last are framed differently (RFC 6716 appendix B): not checked here.
  const isOne = streams === 1;
  const accepts = (data: Uint8Array): boolean =>
    data.length <= MAX_BYTES_PER_CHANNEL * channels && (!isOne || isOpusPacket(data));
  return new OpusPacketDecoder(await WasmHandle.open({ make }), accepts);
};

class OpusPacketDecoder implements PacketDecoder {
  readonly #handle: WasmHandle<OpusDecoder>;
  readonly #accepts: (data: Uint8Array) => boolean;

  constructor(handle: WasmHandle<OpusDecoder>, accepts: (data: Uint8Array) => boolean) {
    this.#handle = handle;
    this.#accepts = accepts;
  }

  decode(packets: PacketBlock, sink: SoundSink): Promise<void> {
    return this.#handle.each(packets, sink, (decoder, data) => {
      // The library prints every error: it gets only packets that are well formed.
      if (!this.#accepts(data)) return sink.damaged('not an Opus packet');
      const { samplesDecoded, channelData, errors } = decoder.decodeFrame(data);
      if (samplesDecoded > 0) sink.sound({ sampleRate: SAMPLE_RATE, channels: channelData, order: 'vorbis' });
      else sink.damaged(errors[0]?.message ?? 'no sound in an Opus packet');
    });
  }

  flush(): Promise<void> {
    return this.#handle.restart();
  }

  reset(): Promise<void> {
    return this.#handle.restart();
  }

  free(): void {
    this.#handle.free();
  }
}
