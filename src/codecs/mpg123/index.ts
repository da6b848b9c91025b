/** MP3 by libmpg123 in WebAssembly: needs no native code. */
import { missing } from '../installed.ts';
import type { CodecProvider } from '../provider.ts';

export const mpg123: CodecProvider = {
  name: 'mpg123-decoder',
  probe: () => missing('mpg123-decoder'),
  decoder: { codecs: ['mp3'], load: async () => (await import('./decoder.ts')).openDecoder },
};
