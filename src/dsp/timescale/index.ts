/**
 * timescale: `speed` changes the tempo, `pitch` the pitch, `rate` both (audio.md §1.8). Tempo' = speed/pitch by WSOLA, then
 * rate' = pitch·rate by reading between the samples. Output lasts input/(speed·rate), to the sample: no tail is lost.
 */
import type { Kernel } from '../kernel.ts';
import { StereoFifo } from './fifo.ts';
import { Stretch } from './stretch.ts';
import { Transpose } from './transpose.ts';

export interface Timescale {
  readonly speed: number;
  readonly pitch: number;
  readonly rate: number;
}

/** Beyond these nobody recognises anything, and one second would become minutes of work. */
const MIN = 0.05;
const MAX = 20;

export const timescaleEnabled = ({ speed, pitch, rate }: Timescale): boolean =>
  speed !== 1 || pitch !== 1 || rate !== 1;

export const timescaleProblem = (settings: Timescale): string | null => {
  const fields = [
    ['timescale.speed', settings.speed],
    ['timescale.pitch', settings.pitch],
    ['timescale.rate', settings.rate],
    ['timescale: speed × rate', settings.speed * settings.rate],
    ['timescale: pitch × rate', settings.pitch * settings.rate],
    ['timescale: speed ÷ pitch', settings.speed / settings.pitch],
  ] as const;
  const wrong = fields.find(([, value]) => !(value >= MIN && value <= MAX));
  return wrong === undefined ? null : `${wrong[0]} must be from ${MIN} to ${MAX}, not ${wrong[1]}`;
};

const isOne = (value: number): boolean => Math.abs(value - 1) < 1e-9;

/** 48 kHz stereo in, 48 kHz stereo out, another number of samples. */
export class Timescaler {
  /** Source samples per output sample. */
  readonly speed: number;
  readonly #stretch: Stretch | null;
  readonly #transpose: Transpose | null;
  readonly #between = new StereoFifo();
  readonly #out = new StereoFifo();
  #pushed = 0;
  #given = 0;
  /** After the flush: what may still be taken. */
  #limit = Infinity;

  constructor(kernel: Kernel, { speed, pitch, rate }: Timescale) {
    this.speed = speed * rate;
    this.#stretch = isOne(speed / pitch) ? null : new Stretch(kernel, speed / pitch);
    this.#transpose = isOne(pitch * rate) ? null : new Transpose(kernel, pitch * rate);
  }

  push(left: Float32Array, right: Float32Array): void {
    this.#pushed += left.length;
    if (this.#stretch === null) this.#transposed(left, right);
    else {
      this.#stretch.push(left, right, this.#between);
      this.#drain();
    }
  }

  #drain(): void {
    const { left, right } = this.#between.view(0, this.#between.length);
    this.#transposed(left, right);
    this.#between.drop(left.length);
  }

  #transposed(left: Float32Array, right: Float32Array): void {
    if (this.#transpose === null) this.#out.push(left, right);
    else this.#transpose.push(left, right, this.#out);
  }

  /** At the end of the sound: lets the rest out, exactly as long as it must be. */
  flush(): void {
    this.#stretch?.flush(this.#between);
    this.#drain();
    this.#transpose?.flush(this.#out);
    const due = Math.round(this.#pushed / this.speed) - this.#given;
    if (this.#out.length < due) this.#out.pushSilence(due - this.#out.length);
    this.#limit = due;
  }

  /** Source time inside, ms. */
  get pendingMs(): number {
    return Math.max(0, this.#pushed - this.#given * this.speed) / 48;
  }

  get available(): number {
    return Math.min(this.#limit, this.#out.length);
  }

  take(left: Float32Array, right: Float32Array): number {
    const count = Math.min(left.length, this.available);
    const taken = this.#out.take(left.subarray(0, count), right.subarray(0, count));
    this.#given += taken;
    if (this.#limit !== Infinity) this.#limit -= taken;
    return taken;
  }

  free(): void {
    this.#stretch?.free();
    this.#transpose?.free();
  }
}
