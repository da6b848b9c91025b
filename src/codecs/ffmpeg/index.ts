/**
 * An ffmpeg program in a process of its own, fed packets and read back sound: 0.1 s to start and 11 MB each, so the
 * last resort, but the only one for AAC where there is no node-av.
 */
import type { CodecProvider } from '../provider.ts';
import { findFfmpeg } from './find.ts';

export const ffmpeg: CodecProvider = {
  name: 'ffmpeg',
  probe: () => (findFfmpeg() === null ? 'no ffmpeg program at FFMPEG_PATH or in PATH' : null),
  decoder: {
    codecs: ['aac', 'mp3', 'flac'],
    load: async () => (await import('./decoder.ts')).openDecoder,
  },
};
