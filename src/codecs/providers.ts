/** Every adapter, the best first: native in this process, then WebAssembly, then another process. */
import { discordjsOpus } from './discordjs-opus/index.ts';
import { ffmpeg } from './ffmpeg/index.ts';
import { flac } from './flac/index.ts';
import { mpg123 } from './mpg123/index.ts';
import { nodeAv } from './node-av/index.ts';
import { opusDecoder } from './opus-decoder/index.ts';
import { opusscript } from './opusscript/index.ts';
import { pcm } from './pcm/index.ts';
import type { CodecProvider } from './provider.ts';
import { vorbis } from './vorbis/index.ts';

export const providers: readonly CodecProvider[] = [
  nodeAv,
  discordjsOpus,
  opusscript,
  mpg123,
  flac,
  vorbis,
  opusDecoder,
  pcm,
  ffmpeg,
];
