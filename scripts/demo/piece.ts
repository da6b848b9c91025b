/** The piece that the demo plays: a scale in two voices, made here, so that everything about it is known. */
import type { Pcm } from '../../streams/ports.ts';

const RATE = 48_000;
const NOTE_MS = 400;
const FADE_MS = 10;

/** C major up and down; the right channel plays a fifth above the left one. */
const LEFT_HZ = [261.63, 293.66, 329.63, 349.23, 392, 440, 493.88, 523.25, 440, 349.23, 293.66, 261.63];
const FIFTH = 1.5;

export interface Note {
  readonly fromMs: number;
  readonly toMs: number;
  readonly leftHz: number;
  readonly rightHz: number;
}

export const notes: readonly Note[] = LEFT_HZ.map((hz, i) => ({
  fromMs: i * NOTE_MS,
  toMs: (i + 1) * NOTE_MS,
  leftHz: hz,
  rightHz: hz * FIFTH,
}));

export const pieceMs = LEFT_HZ.length * NOTE_MS;

/** A sine with soft ends: notes join without clicks and never fall silent in between. */
const sine = (hz: number, samples: number): Float32Array => {
  const fade = (FADE_MS / 1000) * RATE;
  return Float32Array.from({ length: samples }, (_, i) => {
    const edge = Math.min(1, 0.2 + i / fade, 0.2 + (samples - 1 - i) / fade);
    return 0.4 * edge * Math.sin((2 * Math.PI * hz * i) / RATE);
  });
};

/** 48 kHz stereo. */
export const makePiece = (): Pcm => {
  const perNote = (NOTE_MS * RATE) / 1000;
  const left = new Float32Array(perNote * notes.length);
  const right = new Float32Array(perNote * notes.length);
  notes.forEach(({ leftHz, rightHz }, i) => {
    left.set(sine(leftHz, perNote), i * perNote);
    right.set(sine(rightHz, perNote), i * perNote);
  });
  return { left, right };
};
