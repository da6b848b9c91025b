/** FLAC by libFLAC in WebAssembly: needs no native code. */
import { missing } from '../installed.ts';
import type { CodecProvider } from '../provider.ts';

export const flac: CodecProvider = {
  name: '@wasm-audio-decoders/flac',
  probe: () => missing('@wasm-audio-decoders/flac'),
  decoder: { codecs: ['flac'], load: async () => (await import('./decoder.ts')).openDecoder },
};
