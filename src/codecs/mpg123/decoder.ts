import { MPEGDecoder } from 'mpg123-decoder';
import type { PacketBlock } from '../../../streams/ports.ts';
import type { PacketDecoder, SoundSink } from '../provider.ts';
import { WasmHandle } from '../wasm.ts';
import { isMpegFrame } from './header.ts';

/** The encoder's delay stays in, as with the other adapters: otherwise where a track begins would depend on them. */
const make = (): MPEGDecoder => new MPEGDecoder({ enableGapless: false });

export const openDecoder = async (): Promise<PacketDecoder> =>
  new Mpg123Decoder(await WasmHandle.open({ make }));

class Mpg123Decoder implements PacketDecoder {
  readonly #handle: WasmHandle<MPEGDecoder>;

  constructor(handle: WasmHandle<MPEGDecoder>) {
    this.#handle = handle;
  }

  decode(packets: PacketBlock, sink: SoundSink): Promise<void> {
    return this.#handle.each(packets, sink, (decoder, data) => {
      // The library prints every error and searches on for a header: it gets only what begins with one.
      if (!isMpegFrame(data)) return sink.damaged('not an MPEG audio frame');
      const { channelData, sampleRate, samplesDecoded, errors } = decoder.decodeFrame(data);
      if (samplesDecoded > 0) sink.sound({ sampleRate, channels: channelData, order: 'wave' });
      else sink.damaged(errors[0]?.message ?? 'no sound in an MPEG audio frame');
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
