import { MPEGDecoder } from 'mpg123-decoder';
import type { PacketBlock } from '../../../streams/ports.ts';
import type { PacketDecoder, SoundSink } from '../provider.ts';
import { WasmHandle } from '../wasm.ts';
import { isMpegFrame } from './header.ts';

/** The encoder's delay stays in, as with the other adapters: otherwise where a track begins would depend on them. */
export const openDecoder = async (): Promise<PacketDecoder> =>
  new Mpg123Decoder(await WasmHandle.open(new MPEGDecoder({ enableGapless: false })));

class Mpg123Decoder implements PacketDecoder {
  readonly #handle: WasmHandle<MPEGDecoder>;

  constructor(handle: WasmHandle<MPEGDecoder>) {
    this.#handle = handle;
  }

  decode(packets: PacketBlock, sink: SoundSink): void {
    for (const { data: packet } of packets) {
      // The library prints every error and searches on for a header: it gets only what begins with one.
      if (!isMpegFrame(packet)) {
        sink.damaged('not an MPEG audio frame');
        continue;
      }
      const { channelData, sampleRate, samplesDecoded, errors } = this.#handle.decoder.decodeFrame(packet);
      if (samplesDecoded > 0) sink.sound({ sampleRate, channels: channelData, order: 'wave' });
      else sink.damaged(errors[0]?.message ?? 'no sound in an MPEG audio frame');
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
