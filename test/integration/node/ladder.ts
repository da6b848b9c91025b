/** A song that says where it is: each note lasts 200 ms and is 50 Hz higher than the one before it. */
import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import type { Pcm } from '../../../streams/ports.ts';
import { peakHz, rms, slice, writeWav } from '../../support/sound.ts';

const run = promisify(execFile);

export const NOTE_MS = 200;
const FIRST_HZ = 400;
const STEP_HZ = 50;
const RATE = 48_000;
const AMPLITUDE = 0.4;

const ladder = (seconds: number): Pcm => {
  const samples = new Float32Array(seconds * RATE);
  let phase = 0;
  for (let i = 0; i < samples.length; i += 1) {
    const note = Math.floor((i * 1000) / RATE / NOTE_MS);
    phase += (2 * Math.PI * (FIRST_HZ + STEP_HZ * note)) / RATE;
    samples[i] = AMPLITUDE * Math.sin(phase);
  }
  return { left: samples, right: samples };
};

/** Makes the song as a file; the extension chooses the container, Opus codec for all but `wav`. */
export const ladderFile = async (
  seconds: number,
  extension: 'wav' | 'opus' | 'webm' | 'mkv',
): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'lavastream-ladder-'));
  const wav = join(directory, 'song.wav');
  await writeWav(wav, ladder(seconds));
  if (extension === 'wav') return wav;
  const path = join(directory, `song.${extension}`);
  await run(ffmpeg.path, ['-loglevel', 'error', '-i', wav, '-c:a', 'libopus', '-b:a', '96k', path]);
  return path;
};

export interface Note {
  readonly note: number;
  /** How long it was heard, to about 20 ms. */
  readonly durationMs: number;
}

const WINDOW_MS = 43; // 2,048 samples
const HOP_MS = 10;

const noteOf = (pcm: Pcm): number | null => {
  if (rms(pcm.left) < 0.01) return null;
  return Math.round((peakHz(pcm.left) - FIRST_HZ) / STEP_HZ) + 0; // + 0 turns −0 into 0
};

/** The notes that sound, in order; silence between them is left out, and so is what lasts under 60 ms (a seam). */
export const notesOf = (pcm: Pcm): readonly Note[] => {
  const lengthMs = (pcm.left.length * 1000) / RATE;
  const notes: { note: number; durationMs: number }[] = [];
  for (let atMs = 0; atMs + WINDOW_MS <= lengthMs; atMs += HOP_MS) {
    const note = noteOf(slice(pcm, atMs, atMs + WINDOW_MS));
    const last = notes.at(-1);
    if (note === null) continue;
    if (last?.note === note) last.durationMs += HOP_MS;
    else notes.push({ note, durationMs: HOP_MS });
  }
  return notes.filter(({ durationMs }) => durationMs >= 60);
};

/** From one note to another, both included. */
export const notes = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

export const namesOf = (heard: readonly Note[]): readonly number[] => heard.map(({ note }) => note);
