/** Opus encoder, libopus in WebAssembly: needs no native code. */
import { missing } from '../installed.ts';
import type { CodecProvider } from '../provider.ts';

export const opusscript: CodecProvider = {
  name: 'opusscript',
  probe: () => missing('opusscript'),
  encoder: { load: async () => (await import('./encoder.ts')).openEncoder },
};
