/** Real files made by ffmpeg at test time, and the shortest way to their packets: no demuxer of ours is trusted here. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import type { AudioFormat, Packet } from '../../../../streams/ports.ts';
import { adtsPackets, aacPackets } from './adts.ts';
import { mp3Packets } from './mp3.ts';
import { flacStream, oggPackets, opusStream, vorbisStream } from './ogg.ts';
import { wavStream } from './wav.ts';

/** One elementary stream: what a container would hand to a decoder. */
export interface Stream {
  readonly format: AudioFormat;
  readonly packets: readonly Packet[];
}

export const FFMPEG_PATH: string = ffmpeg.path;

// The ffmpeg adapter finds this very program, whatever the machine has.
process.env['FFMPEG_PATH'] = FFMPEG_PATH;

/** Runs ffmpeg with the arguments and returns the file it wrote. */
export const encodeFile = (
  input: readonly string[],
  output: readonly string[],
  extension: string,
): Uint8Array => {
  const folder = mkdtempSync(join(tmpdir(), 'codec-'));
  try {
    const file = join(folder, `sound.${extension}`);
    execFileSync(FFMPEG_PATH, ['-v', 'error', ...input, ...output, file], { stdio: 'pipe' });
    return new Uint8Array(readFileSync(file));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

export interface Tone {
  readonly left: number;
  readonly right: number;
  readonly seconds: number;
  readonly sampleRate: number;
  /** An ffmpeg layout name: `mono`, `stereo`, `5.1`. */
  readonly layout: string;
}

/** A stereo file has its own tone in each channel, so that swapped channels are heard. */
export const STEREO: Tone = { left: 1000, right: 2500, seconds: 2, sampleRate: 44_100, layout: 'stereo' };

/** Amplitude of each sine. */
export const AMPLITUDE = 0.25;

const expression = (tone: Tone): string => {
  const sine = (hertz: number): string => `${AMPLITUDE}*sin(2*PI*${hertz}*t)`;
  if (tone.layout === 'mono') return sine(tone.left);
  return `${sine(tone.left)}|${sine(tone.right)}`;
};

export const toneInput = (tone: Tone): string[] => [
  ...['-f', 'lavfi', '-i'],
  `aevalsrc=${expression(tone)}:s=${tone.sampleRate}:d=${tone.seconds}:c=${tone.layout}`,
];

/** The codecs under test; `adts` is AAC that brings its own headers. */
export const makers = {
  mp3: (input) => mp3Packets(encodeFile(input, ['-c:a', 'libmp3lame', '-b:a', '192k'], 'mp3')),
  aac: (input) => aacPackets(encodeFile(input, ['-c:a', 'aac', '-b:a', '160k', '-f', 'adts'], 'aac')),
  adts: (input) => adtsPackets(encodeFile(input, ['-c:a', 'aac', '-b:a', '160k', '-f', 'adts'], 'aac')),
  flac: (input) => flacStream(oggPackets(encodeFile(input, ['-c:a', 'flac', '-f', 'ogg'], 'oga'))),
  vorbis: (input) => vorbisStream(oggPackets(encodeFile(input, ['-c:a', 'libvorbis', '-q:a', '5'], 'ogg'))),
  opus: (input) =>
    opusStream(oggPackets(encodeFile(input, ['-c:a', 'libopus', '-b:a', '128k', '-f', 'ogg'], 'opus'))),
  pcm: (input) => wavStream(encodeFile(input, ['-c:a', 'pcm_s16le'], 'wav')),
} satisfies Record<string, (input: readonly string[]) => Stream>;

export type Maker = keyof typeof makers;

export const makerNames = Object.keys(makers).filter((name): name is Maker => name in makers);
