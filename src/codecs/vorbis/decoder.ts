import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import type { AudioFormat, PacketBlock } from '../../../streams/ports.ts';
import type { PacketDecoder, SoundSink } from '../provider.ts';
import { WasmHandle } from '../wasm.ts';
import { parseVorbisHeaders } from './headers.ts';
import type { VorbisHeaders } from './headers.ts';
import { headerPage, packetPage } from './page.ts';

/** The library's input buffer; a longer packet would not fit. */
const MAX_PACKET_BYTES = 128 * 1024;

/** @throws {CodecError} when the three headers are missing or damaged */
export const openDecoder = async (format: AudioFormat): Promise<PacketDecoder> => {
  const headers = parseVorbisHeaders(format.extradata);
  const make = (): OggVorbisDecoder => new OggVorbisDecoder();
  const begin = (decoder: OggVorbisDecoder): Promise<unknown> =>
    decoder.decodeOggPages([headerPage(headers)]);
  return new VorbisDecoder(await WasmHandle.open({ make, begin }), headers);
};

class VorbisDecoder implements PacketDecoder {
  readonly #handle: WasmHandle<OggVorbisDecoder>;
  readonly #headers: VorbisHeaders;

  constructor(handle: WasmHandle<OggVorbisDecoder>, headers: VorbisHeaders) {
    this.#handle = handle;
    this.#headers = headers;
  }

  decode(packets: PacketBlock, sink: SoundSink): Promise<void> {
    return this.#handle.each(packets, sink, async (decoder, data) => {
      // An odd first byte marks a header (Vorbis I §4.2.1); sound in a new set-up is a new stream.
      if (data.length === 0 || data.length > MAX_PACKET_BYTES || ((data[0] ?? 0) & 1) === 1)
        return sink.damaged('not a Vorbis audio packet');
      const decoded = await decoder.decodeOggPages([packetPage(data, this.#headers)]);
      // The first packet of a stream gives no sound: each one is finished by its successor.
      if (decoded.samplesDecoded > 0)
        sink.sound({ sampleRate: decoded.sampleRate, channels: decoded.channelData, order: 'vorbis' });
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
