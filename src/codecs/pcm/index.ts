/** Uncompressed samples, in TypeScript: always there. */
import type { CodecProvider } from '../provider.ts';

export const pcm: CodecProvider = {
  name: 'pcm',
  probe: () => null,
  decoder: { codecs: ['pcm'], load: async () => (await import('./decoder.ts')).openDecoder },
};
