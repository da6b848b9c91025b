/** Files for `lavastream render`, and what came of them: made and read back by ffmpeg or by hand, by nothing of ours. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { NEVER, type Observable } from 'rxjs';
import { afterAll, expect } from 'vitest';
import { renderMain } from '../../../src/render/index.ts';
import type { FilterSettings } from '../../../streams/commands.ts';
import type { Stereo } from '../../unit/dsp/formulas.ts';

export const RATE = 48_000;

const folder = mkdtempSync(join(tmpdir(), 'render-'));
afterAll(() => rmSync(folder, { recursive: true }));

export const at = (name: string): string => join(folder, name);

/** Runs ffmpeg; `input` goes to its stdin. */
export const runFfmpeg = (args: readonly string[], input?: Uint8Array): Buffer =>
  execFileSync(ffmpeg.path, ['-v', 'error', '-y', ...args], {
    maxBuffer: 1 << 30,
    ...(input === undefined ? {} : { input }),
  });

const interleave = ([left, right]: Stereo): Uint8Array => {
  const samples = new Float32Array(2 * left.length);
  left.forEach((x, i) => samples.set([x, right[i] ?? 0], 2 * i));
  return new Uint8Array(samples.buffer);
};

/** Writes sound into a file; its name and `options` choose the format, float WAV by default. */
export const soundFile = (
  name: string,
  sound: Stereo,
  options: readonly string[] = ['-c:a', 'pcm_f32le'],
): string => {
  runFfmpeg(
    ['-f', 'f32le', '-ar', '48000', '-ac', '2', '-i', 'pipe:0', ...options, at(name)],
    interleave(sound),
  );
  return at(name);
};

/** The same function of time in both channels, or one for each. */
export const sound = (seconds: number, left: (t: number) => number, right = left): Stereo => {
  const channel = (wave: (t: number) => number) =>
    Float32Array.from({ length: Math.round(seconds * RATE) }, (_, i) => wave(i / RATE));
  return [channel(left), channel(right)];
};

export const sine =
  (hz: number, amplitude = 0.5) =>
  (t: number): number =>
    amplitude * Math.sin(2 * Math.PI * hz * t);

/** Two channels of seeded noise, ±0.7. */
export const noise = (samples: number): Stereo => {
  let seed = 7;
  const channel = (): Float32Array =>
    Float32Array.from({ length: samples }, () => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return 0.7 * (seed / 2 ** 31 - 1);
    });
  return [channel(), channel()];
};

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `lavastream render …args` in this process. */
export const run = async (args: readonly string[], stop$: Observable<unknown> = NEVER): Promise<Run> => {
  let [out, err] = ['', ''];
  const code = await renderMain(args, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    stderr: process.stderr,
    stop$,
  });
  return { code, out, err };
};

export interface Wav {
  /** 1: integers, 3: floats. */
  readonly encoding: number;
  readonly bits: number;
  readonly sampleRate: number;
  readonly channels: number;
  readonly data: Buffer;
}

/** Reads a RIFF file and holds it to its own sizes. */
export const readWav = (path: string): Wav => {
  const file = readFileSync(path);
  expect(file.toString('latin1', 0, 4)).toBe('RIFF');
  expect(file.readUInt32LE(4)).toBe(file.length - 8);
  let format = Buffer.alloc(16);
  for (let offset = 12; offset < file.length;) {
    const [id, bytes] = [file.toString('latin1', offset, offset + 4), file.readUInt32LE(offset + 4)];
    const body = file.subarray(offset + 8, offset + 8 + bytes);
    expect(body.length).toBe(bytes);
    if (id === 'fmt ') format = body;
    if (id === 'data') {
      return {
        encoding: format.readUInt16LE(0),
        channels: format.readUInt16LE(2),
        sampleRate: format.readUInt32LE(4),
        bits: format.readUInt16LE(14),
        data: body,
      };
    }
    offset += 8 + bytes;
  }
  throw new Error('There is no data in this WAV file.');
};

/** The channels of a float32 WAV. */
export const readFloats = (path: string): Stereo => {
  const { data, ...format } = readWav(path);
  expect(format).toEqual({ encoding: 3, bits: 32, sampleRate: RATE, channels: 2 });
  const frames = data.length / 8;
  const channel = (offset: number) =>
    Float32Array.from({ length: frames }, (_, i) => data.readFloatLE(8 * i + offset));
  return [channel(0), channel(4)];
};

/** What ffmpeg decodes of a file, 48 kHz stereo. */
export const decodedByFfmpeg = (path: string): Stereo => {
  const bytes = runFfmpeg(['-i', path, '-f', 'f32le', '-ar', '48000', '-ac', '2', 'pipe:1']);
  const channel = (offset: number) =>
    Float32Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readFloatLE(8 * i + offset));
  return [channel(0), channel(4)];
};

let outputs = 0;

/** Renders to float WAV and gives its sound; must succeed. */
export const render = async (input: string, ...args: readonly string[]): Promise<Stereo> => {
  const output = at(`out${(outputs += 1)}.wav`);
  const { code, err } = await run([input, '-o', output, ...args]);
  expect([code, err]).toEqual([0, '']);
  return readFloats(output);
};

export const filtered = (input: string, filters: FilterSettings): Promise<Stereo> =>
  render(input, '--filters', JSON.stringify(filters));

/** The largest difference of two sounds of one length. */
export const difference = (a: Stereo, b: Stereo): number => {
  let most = 0;
  for (const c of [0, 1] as const) {
    expect(a[c].length).toBe(b[c].length);
    a[c].forEach((x, i) => (most = Math.max(most, Math.abs(x - (b[c][i] ?? NaN)))));
  }
  return most;
};
