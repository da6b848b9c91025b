/** FFmpeg's decoders, resampler and libopus inside this process: the fastest for everything, native, optional. */
import { missing, resolvePackage } from '../installed.ts';
import type { CodecProvider } from '../provider.ts';

/** The package with the binary; npm leaves it out where none fits. Windows has one per toolchain. */
const binary = `@seydx/node-av-${process.platform}-${process.arch}${process.platform === 'win32' ? '-msvc' : ''}`;

const probe = (): string | null => {
  const entry = resolvePackage('node-av');
  if (entry === null) return missing('node-av');
  const hasBinary = resolvePackage(`${binary}/node-av.node`, entry) !== null;
  return hasBinary ? null : `node-av has no binary for ${process.platform} ${process.arch}`;
};

export const nodeAv: CodecProvider = {
  name: 'node-av',
  probe,
  decoder: {
    codecs: ['mp3', 'aac', 'flac', 'vorbis', 'opus', 'pcm'],
    load: async () => (await import('./decoder.ts')).openDecoder,
  },
  encoder: { load: async () => (await import('./encoder.ts')).openEncoder },
};
