/**
 * Changes the tempo and keeps the pitch: WSOLA. Pieces of the input are laid over each other where they fit best; both
 * channels are cut at the same place, so the stereo image stays. Piece lengths follow the tempo as SoundTouch's do
 * (audio.md §1.8): at tempo 1 pieces of 73 ms, searched over 18 ms, joined over 8 ms.
 */
import type { Kernel } from '../kernel.ts';
import { StereoFifo } from './fifo.ts';

const SAMPLES_PER_MS = 48;
const OVERLAP = 8 * SAMPLES_PER_MS;

const between = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

export class Stretch {
  readonly #kernel: Kernel;
  readonly #tempo: number;
  readonly #sequence: number;
  readonly #seek: number;
  readonly #input = new StereoFifo();
  readonly #tailLeft = new Float32Array(OVERLAP);
  readonly #tailRight = new Float32Array(OVERLAP);
  /** Kernel memory: tail left, tail right, search left, search right. */
  readonly #block: number;
  #skipped = 0;
  #hasTail = false;

  constructor(kernel: Kernel, tempo: number) {
    this.#kernel = kernel;
    this.#tempo = tempo;
    this.#sequence = Math.round(between(90 - 33.33 * (tempo - 0.5), 40, 90)) * SAMPLES_PER_MS;
    this.#seek = Math.round(between(20 - 3.33 * (tempo - 0.5), 15, 20)) * SAMPLES_PER_MS;
    this.#block = kernel.allocate(4 * (2 * OVERLAP + 2 * (this.#seek + OVERLAP)));
  }

  push(left: Float32Array, right: Float32Array, out: StereoFifo): void {
    this.#input.push(left, right);
    const hop = this.#tempo * (this.#sequence - OVERLAP);
    const need = Math.max(Math.ceil(hop) + OVERLAP, this.#sequence) + this.#seek;
    while (this.#input.length >= need) this.#step(hop, out);
  }

  /** Lets out what is still inside; the caller cuts the rest. */
  flush(out: StereoFifo): void {
    const silence = new Float32Array(960);
    const rounds = Math.ceil((2 * (this.#sequence + this.#seek) * Math.max(1, this.#tempo)) / silence.length);
    for (let i = 0; i < rounds; i += 1) this.push(silence, silence, out);
  }

  #step(hop: number, out: StereoFifo): void {
    const offset = this.#hasTail ? this.#bestOffset() : 0;
    const piece = this.#input.view(offset, this.#sequence);
    if (this.#hasTail) this.#join(piece.left, piece.right, out);
    else out.push(piece.left.subarray(0, OVERLAP), piece.right.subarray(0, OVERLAP));
    const end = this.#sequence - OVERLAP;
    out.push(piece.left.subarray(OVERLAP, end), piece.right.subarray(OVERLAP, end));
    this.#tailLeft.set(piece.left.subarray(end));
    this.#tailRight.set(piece.right.subarray(end));
    this.#hasTail = true;
    this.#skipped += hop;
    const whole = Math.floor(this.#skipped);
    this.#skipped -= whole;
    this.#input.drop(whole);
  }

  #bestOffset(): number {
    const { left, right } = this.#input.view(0, this.#seek + OVERLAP);
    const floats = this.#kernel.floats(this.#block, 2 * OVERLAP + 2 * (this.#seek + OVERLAP));
    floats.set(this.#tailLeft);
    floats.set(this.#tailRight, OVERLAP);
    floats.set(left, 2 * OVERLAP);
    floats.set(right, 2 * OVERLAP + left.length);
    const tail = this.#block;
    const search = tail + 8 * OVERLAP;
    const { run } = this.#kernel;
    return run.bestOffset(tail, tail + 4 * OVERLAP, search, search + 4 * left.length, OVERLAP, this.#seek);
  }

  #join(left: Float32Array, right: Float32Array, out: StereoFifo): void {
    for (let i = 0; i < OVERLAP; i += 1) {
      const share = i / OVERLAP;
      this.#tailLeft[i] = (this.#tailLeft[i] ?? 0) * (1 - share) + (left[i] ?? 0) * share;
      this.#tailRight[i] = (this.#tailRight[i] ?? 0) * (1 - share) + (right[i] ?? 0) * share;
    }
    out.push(this.#tailLeft, this.#tailRight);
  }

  free(): void {
    this.#kernel.release(this.#block);
  }
}
