/** Vorbis by libvorbis in WebAssembly: needs no native code. */
import { missing } from '../installed.ts';
import type { CodecProvider } from '../provider.ts';

export const vorbis: CodecProvider = {
  name: '@wasm-audio-decoders/ogg-vorbis',
  probe: () => missing('@wasm-audio-decoders/ogg-vorbis'),
  decoder: { codecs: ['vorbis'], load: async () => (await import('./decoder.ts')).openDecoder },
};
