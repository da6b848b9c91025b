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

/** At the end the last piece is fitted within so much: the last milliseconds may be cut, so that nothing clicks. */
const LAST_SEEK = 5 * SAMPLES_PER_MS;

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
  /** Where the next piece is looked for, in the input; what lies before it is kept for the end of the sound. */
  #at = 0;
  #fraction = 0;
  #hasTail = false;
  #pushed = 0;
  #given = 0;

  constructor(kernel: Kernel, tempo: number) {
    this.#kernel = kernel;
    this.#tempo = tempo;
    this.#sequence = Math.round(between(90 - 33.33 * (tempo - 0.5), 40, 90)) * SAMPLES_PER_MS;
    this.#seek = Math.round(between(20 - 3.33 * (tempo - 0.5), 15, 20)) * SAMPLES_PER_MS;
    this.#block = kernel.allocate(4 * (2 * OVERLAP + 2 * (this.#seek + OVERLAP)));
  }

  push(left: Float32Array, right: Float32Array, out: StereoFifo): void {
    this.#pushed += left.length;
    this.#input.push(left, right);
    const hop = this.#tempo * (this.#sequence - OVERLAP);
    const need = Math.max(Math.ceil(hop) + OVERLAP, this.#sequence) + this.#seek;
    while (this.#input.length - this.#at >= need) this.#step(this.#at, this.#sequence, out);
  }

  /**
   * Lets out what is still inside: the sound that goes in has come out as ⌈in / tempo⌋ samples, and ends with its own
   * end. Near it pieces are taken from further back rather than from the silence behind it.
   */
  flush(out: StereoFifo): void {
    const input = this.#input;
    const length = Math.min(this.#sequence, input.length);
    const due = (): number => Math.round(this.#pushed / this.#tempo) - this.#given;
    // Less than two joins are no piece: so short a sound is given as it is.
    while (due() > length && length > 2 * OVERLAP)
      this.#step(Math.max(0, Math.min(this.#at, input.length - length - this.#seek)), length, out);
    this.#last(Math.max(0, due()), input.length, out);
  }

  #last(due: number, end: number, out: StereoFifo): void {
    const from = Math.max(0, end - due);
    const range = this.#hasTail && due >= OVERLAP ? Math.min(LAST_SEEK, from) : 0;
    const start = from - range + this.#bestOffset(from - range, range);
    const piece = this.#input.view(start, Math.min(due, end - start));
    const joined = Math.min(OVERLAP, piece.left.length);
    if (this.#hasTail) this.#join(piece.left, piece.right, joined, out);
    const rest = this.#hasTail ? joined : 0;
    out.push(piece.left.subarray(rest), piece.right.subarray(rest));
    this.#given += piece.left.length;
  }

  /** One piece of `length` samples, looked for from `base` on as far as the input goes. */
  #step(base: number, length: number, out: StereoFifo): void {
    const range = Math.min(this.#seek, this.#input.length - base - length);
    const offset = this.#hasTail ? this.#bestOffset(base, range) : 0;
    const piece = this.#input.view(base + offset, length);
    if (this.#hasTail) this.#join(piece.left, piece.right, OVERLAP, out);
    else out.push(piece.left.subarray(0, OVERLAP), piece.right.subarray(0, OVERLAP));
    const end = length - OVERLAP;
    out.push(piece.left.subarray(OVERLAP, end), piece.right.subarray(OVERLAP, end));
    this.#tailLeft.set(piece.left.subarray(end));
    this.#tailRight.set(piece.right.subarray(end));
    this.#hasTail = true;
    this.#given += end;
    this.#advance(this.#tempo * end);
  }

  #advance(hop: number): void {
    this.#fraction += hop;
    const whole = Math.floor(this.#fraction);
    this.#fraction -= whole;
    this.#at += whole;
    const old = this.#at - this.#sequence - this.#seek;
    if (old <= 0) return;
    this.#input.drop(old);
    this.#at -= old;
  }

  /** Where, from `base` on and within `range` samples, the input continues the tail best. */
  #bestOffset(base: number, range: number): number {
    if (range <= 0) return 0;
    const { left, right } = this.#input.view(base, range + OVERLAP);
    const floats = this.#kernel.floats(this.#block, 2 * OVERLAP + 2 * (range + OVERLAP));
    floats.set(this.#tailLeft);
    floats.set(this.#tailRight, OVERLAP);
    floats.set(left, 2 * OVERLAP);
    floats.set(right, 3 * OVERLAP + range);
    const tail = this.#block;
    const search = tail + 8 * OVERLAP;
    const { run } = this.#kernel;
    return run.bestOffset(tail, tail + 4 * OVERLAP, search, search + 4 * (range + OVERLAP), OVERLAP, range);
  }

  #join(left: Float32Array, right: Float32Array, count: number, out: StereoFifo): void {
    for (let i = 0; i < count; i += 1) {
      const share = i / OVERLAP;
      this.#tailLeft[i] = (this.#tailLeft[i] ?? 0) * (1 - share) + (left[i] ?? 0) * share;
      this.#tailRight[i] = (this.#tailRight[i] ?? 0) * (1 - share) + (right[i] ?? 0) * share;
    }
    out.push(this.#tailLeft.subarray(0, count), this.#tailRight.subarray(0, count));
  }

  free(): void {
    this.#kernel.release(this.#block);
  }
}
