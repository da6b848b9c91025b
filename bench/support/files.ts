/** The music as files, made by the ffmpeg that npm installs for development, and as tracks of the local source. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { utfTail } from '../../src/protocol/track/index.ts';
import type { Track } from '../../streams/commands.ts';
import { SAMPLE_RATE, type Pcm } from '../../streams/ports.ts';
import { deinterleaved, framesOf, interleaved16, music } from './music.ts';

const run = promisify(execFile);

/** The music is made once and repeated: it is the making that takes time. */
const LOOP_S = 8;

interface Format {
  readonly extension: string;
  /** The container's name, as a track's blob has it. */
  readonly container: string;
  readonly options: readonly string[];
}

const FORMATS = {
  mp3: {
    extension: 'mp3',
    container: 'mp3',
    options: ['-c:a', 'libmp3lame', '-b:a', '320k', '-ar', '44100'],
  },
  aac: { extension: 'm4a', container: 'mp4', options: ['-c:a', 'aac', '-b:a', '192k', '-ar', '44100'] },
  opus: { extension: 'webm', container: 'matroska/webm', options: ['-c:a', 'libopus', '-b:a', '128k'] },
} as const satisfies Record<string, Format>;

export type FileFormat = keyof typeof FORMATS;

const folder = mkdtempSync(join(tmpdir(), 'lavastream-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const trackOf = (path: string, container: string, seconds: number): Track => ({
  title: 'Bench',
  author: 'Bench',
  lengthMs: BigInt(seconds * 1000),
  identifier: path,
  isStream: false,
  uri: path,
  artworkUrl: null,
  isrc: null,
  sourceName: 'local',
  tail: utfTail(container),
  positionMs: 0n,
});

/** A file of that length; it is deleted when the process ends. */
export const musicTrack = async (format: FileFormat, seconds: number): Promise<Track> => {
  const { extension, container, options } = FORMATS[format];
  const raw = join(folder, 'music.s16');
  const path = join(folder, `music.${extension}`);
  await writeFile(raw, interleaved16(music(LOOP_S)));
  const input = ['-f', 's16le', '-ar', '48000', '-ac', '2', '-stream_loop', '-1', '-i', raw];
  await run(ffmpeg.path, ['-v', 'error', '-y', ...input, '-t', `${seconds}`, ...options, path]);
  return trackOf(path, container, seconds);
};

/** The first frames of a track as ffmpeg decodes it: what its encoder will be given. */
export const decodedFrames = async (track: Track): Promise<readonly Pcm[]> => {
  const raw = join(folder, 'decoded.f32');
  const output = ['-t', `${LOOP_S}`, '-f', 'f32le', '-ar', `${SAMPLE_RATE}`, '-ac', '2', raw];
  await run(ffmpeg.path, ['-v', 'error', '-y', '-i', track.identifier, ...output]);
  const bytes = Uint8Array.from(await readFile(raw));
  return framesOf(deinterleaved(new Float32Array(bytes.buffer)));
};
