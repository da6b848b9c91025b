import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import type { AudioFormat, PacketBlock } from '../../../streams/ports.ts';
import type { PacketDecoder, SoundSink } from '../provider.ts';
import { WasmHandle } from '../wasm.ts';
import { headerPage, packetPage } from './page.ts';
import { parseVorbisHeaders } from './headers.ts';
import type { VorbisHeaders } from './headers.ts';

/** The library's input buffer; a longer packet would not fit. */
const MAX_PACKET_BYTES = 128 * 1024;

/** @throws {CodecError} when the three headers are missing or damaged */
export const openDecoder = async (format: AudioFormat): Promise<PacketDecoder> => {
  const headers = parseVorbisHeaders(format.extradata);
  const decoder = new VorbisDecoder(await WasmHandle.open(new OggVorbisDecoder()), headers);
  await decoder.begin();
  return decoder;
};

class VorbisDecoder implements PacketDecoder {
  readonly #handle: WasmHandle<OggVorbisDecoder>;
  readonly #headers: VorbisHeaders;

  constructor(handle: WasmHandle<OggVorbisDecoder>, headers: VorbisHeaders) {
    this.#handle = handle;
    this.#headers = headers;
  }

  async begin(): Promise<void> {
    await this.#handle.decoder.decodeOggPages([headerPage(this.#headers)]);
  }

  async decode(packets: PacketBlock, sink: SoundSink): Promise<void> {
    for (const { data: packet } of packets) {
      if (this.#handle.isFreed) return;
      // An odd first byte marks a header (Vorbis I §4.2.1); sound in a new set-up is a new stream.
      if (packet.length === 0 || packet.length > MAX_PACKET_BYTES || ((packet[0] ?? 0) & 1) === 1) {
        sink.damaged('not a Vorbis audio packet');
        continue;
      }
      const decoded = await this.#handle.decoder.decodeOggPages([packetPage(packet, this.#headers)]);
      // The first packet of a stream gives no sound: each one is finished by its successor.
      if (decoded.samplesDecoded > 0)
        sink.sound({ sampleRate: decoded.sampleRate, channels: decoded.channelData, order: 'vorbis' });
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
