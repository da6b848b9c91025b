/** Opus by libopus in WebAssembly, also with more than two channels: needs no native code. */
import { missing } from '../installed.ts';
import type { CodecProvider } from '../provider.ts';

export const opusDecoder: CodecProvider = {
  name: 'opus-decoder',
  probe: () => missing('opus-decoder'),
  decoder: { codecs: ['opus'], load: async () => (await import('./decoder.ts')).openDecoder },
};
