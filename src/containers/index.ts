/** Every container, in the order in which a file's first bytes are shown to them (audio.md §3.1). */
import { adtsSyntax } from './adts/header.ts';
import { adts } from './adts/index.ts';
import { flac } from './flac/index.ts';
import { createHls } from './hls/index.ts';
import { matroska } from './matroska/index.ts';
import { mp3Syntax } from './mp3/header.ts';
import { mp3 } from './mp3/index.ts';
import { mp4 } from './mp4/index.ts';
import { createMpegTs } from './mpegts/index.ts';
import { ogg } from './ogg/index.ts';
import type { Container } from './types.ts';
import { wav } from './wav/index.ts';

const mpegTs = createMpegTs({ aac: adtsSyntax, mp3: mp3Syntax });
/** An ID3 tag looks like MP3, so that is asked last. */
const hls = createHls({ containers: [mp4, mpegTs, adts, mp3] });

export const containers: readonly Container[] = [wav, matroska, mp4, flac, ogg, hls, mpegTs, mp3, adts];
