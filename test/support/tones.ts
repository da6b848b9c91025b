/**
 * Audio files with a known tone in them, made by the ffmpeg that npm installs for development. Files are kept in a
 * directory of the system's temp folder under a name made of their options, so a file is made once per machine.
 */
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, readFile, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ffmpeg from '@ffmpeg-installer/ffmpeg';

const run = promisify(execFile);

/** Extension, then the options that choose codec and container. */
const FORMATS = {
  mp3: ['mp3', '-c:a', 'libmp3lame', '-b:a', '128k'],
  flac: ['flac', '-c:a', 'flac'],
  wav: ['wav', '-c:a', 'pcm_s16le'],
  'wav-s24': ['wav', '-c:a', 'pcm_s24le'],
  'wav-f32': ['wav', '-c:a', 'pcm_f32le'],
  'ogg-vorbis': ['ogg', '-c:a', 'libvorbis', '-b:a', '128k'],
  'ogg-opus': ['opus', '-c:a', 'libopus', '-b:a', '96k'],
  'ogg-flac': ['ogg', '-c:a', 'flac'],
  'webm-opus': ['webm', '-c:a', 'libopus', '-b:a', '96k'],
  'webm-vorbis': ['webm', '-c:a', 'libvorbis', '-b:a', '128k'],
  'mkv-opus': ['mkv', '-c:a', 'libopus', '-b:a', '96k'],
  'mkv-vorbis': ['mkv', '-c:a', 'libvorbis', '-b:a', '128k'],
  'mkv-flac': ['mkv', '-c:a', 'flac'],
  'mkv-aac': ['mkv', '-c:a', 'aac', '-b:a', '128k'],
  'mkv-mp3': ['mkv', '-c:a', 'libmp3lame', '-b:a', '128k'],
  /** The index (`moov`) stands behind the sound. */
  m4a: ['m4a', '-c:a', 'aac', '-b:a', '128k'],
  'm4a-faststart': ['m4a', '-c:a', 'aac', '-b:a', '128k', '-movflags', '+faststart'],
  'mp4-fragmented': ['mp4', '-c:a', 'aac', '-b:a', '128k', '-movflags', '+frag_keyframe+empty_moov'],
  adts: ['aac', '-c:a', 'aac', '-b:a', '128k', '-f', 'adts'],
  'mpeg-ts': ['ts', '-c:a', 'aac', '-b:a', '128k', '-f', 'mpegts'],
} as const satisfies Record<string, readonly [extension: string, ...options: readonly string[]]>;

export type ToneFormat = keyof typeof FORMATS;

export const toneFormats = Object.keys(FORMATS) as readonly ToneFormat[];

export interface ToneOptions {
  readonly format: ToneFormat;
  /** One frequency, or one for each of two channels. Default 440. */
  readonly hz?: number | readonly [left: number, right: number];
  /** Default 2. */
  readonly seconds?: number;
  /** Samples per second; default 48000. Opus takes only 48000, 24000, 16000, 12000 and 8000. */
  readonly rate?: number;
  /** Default 2. */
  readonly channels?: number;
  /** 0 … 1 of full scale; default 0.5 (−6 dB). */
  readonly amplitude?: number;
  /** E.g. `{ title: 'Song', artist: 'Somebody' }`. */
  readonly tags?: Readonly<Record<string, string>>;
  /** More ffmpeg output options, e.g. `['-frame_duration', '60']`. */
  readonly extra?: readonly string[];
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * Makes (or finds) a file with a steady sine in it and returns its path. Rejects with ffmpeg's own words where it
 * cannot make it.
 *
 * @example await toneFile({ format: 'webm-opus', hz: 440, seconds: 3 })
 * @example await toneFile({ format: 'mp3', hz: [300, 700], rate: 44_100, tags: { title: 'Song' } })
 */
export const toneFile = async (options: ToneOptions): Promise<string> => {
  const { format, hz = 440, seconds = 2, rate = 48_000, amplitude = 0.5, tags = {}, extra = [] } = options;
  const channels = options.channels ?? 2;
  const [extension, ...codec] = FORMATS[format];
  const [left, right] = typeof hz === 'number' ? [hz, hz] : hz;
  const wave = Array.from(
    { length: channels },
    (_, channel) => `${amplitude}*sin(2*PI*${channel % 2 === 0 ? left : right}*t)`,
  ).join('|');
  const metadata = Object.entries(tags).flatMap(([name, value]) => ['-metadata', `${name}=${value}`]);
  const args = [
    ...['-hide_banner', '-loglevel', 'error', '-y'],
    ...['-f', 'lavfi', '-i', `aevalsrc=${wave}:s=${rate}:d=${seconds}`],
    ...['-fflags', '+bitexact', '-flags:a', '+bitexact', '-ar', `${rate}`, '-ac', `${channels}`],
    ...[...metadata, ...codec, ...extra],
  ];
  const name = createHash('sha256').update(JSON.stringify(args)).digest('hex').slice(0, 24);
  const directory = join(tmpdir(), 'lavastream-tones');
  const path = join(directory, `${name}.${extension}`);
  if (await exists(path)) return path;
  await mkdir(directory, { recursive: true });
  const unfinished = join(directory, `${name}.${randomUUID()}.${extension}`);
  await run(ffmpeg.path, [...args, unfinished]);
  await rename(unfinished, path);
  return path;
};

/** The packets of an Ogg file with one stream, headers included (RFC 3533). */
export const oggPackets = (file: Uint8Array): readonly Uint8Array[] => {
  const packets: Uint8Array[] = [];
  let parts: Uint8Array[] = [];
  for (let page = 0; page + 27 <= file.length;) {
    const lacing = file.subarray(page + 27, page + 27 + (file[page + 26] ?? 0));
    let at = page + 27 + lacing.length;
    for (const length of lacing) {
      parts.push(file.subarray(at, at + length));
      at += length;
      if (length === 255) continue;
      packets.push(Buffer.concat(parts));
      parts = [];
    }
    page = at;
  }
  return packets;
};

/**
 * Ready-made Opus packets of 20 ms, 48 kHz stereo, for whoever wants to send without an encoder.
 *
 * @example for (const packet of await tonePackets({ hz: 440, seconds: 2 })) networking.prepareAudioPacket(packet)
 */
export const tonePackets = async (options: Omit<ToneOptions, 'format'> = {}): Promise<readonly Buffer[]> => {
  const file = await readFile(await toneFile({ ...options, format: 'ogg-opus' }));
  return oggPackets(file)
    .slice(2)
    .map((packet) => Buffer.from(packet));
};
