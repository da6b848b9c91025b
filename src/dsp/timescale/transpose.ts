/** Changes tempo and pitch together: reads between the samples by a windowed sinc (Kaiser, 48 taps, 256 phases). */
import type { Kernel } from '../kernel.ts';
import { StereoFifo } from './fifo.ts';

const TAPS = 48;
const HALF = TAPS / 2;
const PHASES = 256;
const KAISER_BETA = 10.5;
/** Samples that are made at a time. */
const CHUNK = 960;

/** Modified Bessel function of order 0 (Abramowitz & Stegun 9.6.10). */
const bessel = (x: number): number => {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 40; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
};

/** PHASES + 1 rows of TAPS weights; each row sums to 1. `cutoff` in (0, 1]: where the band ends, of half the rate. */
const sincTable = (cutoff: number): Float32Array => {
  const table = new Float32Array((PHASES + 1) * TAPS);
  for (let phase = 0; phase <= PHASES; phase += 1) {
    const row = table.subarray(phase * TAPS, (phase + 1) * TAPS);
    let sum = 0;
    for (let tap = 0; tap < TAPS; tap += 1) {
      const t = tap - (HALF - 1) - phase / PHASES;
      const x = Math.PI * cutoff * t;
      const edge = Math.max(0, 1 - (t / HALF) ** 2);
      const weight = (x === 0 ? 1 : Math.sin(x) / x) * bessel(KAISER_BETA * Math.sqrt(edge));
      row[tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < TAPS; tap += 1) row[tap] = (row[tap] ?? 0) / sum;
  }
  return table;
};

export class Transpose {
  readonly #kernel: Kernel;
  readonly #rate: number;
  readonly #input = new StereoFifo();
  readonly #table: number;
  readonly #span: number;
  readonly #block: number;
  /** Where the next output sample lies in the input, samples. */
  #position = 0;

  constructor(kernel: Kernel, rate: number) {
    this.#kernel = kernel;
    this.#rate = rate;
    this.#span = Math.ceil(CHUNK * rate) + TAPS + 8;
    this.#table = kernel.allocate(4 * TAPS * (PHASES + 1));
    this.#block = kernel.allocate(4 * (this.#span + CHUNK));
    // A little below the edge of the band, so that the filter's slope ends there.
    kernel.floats(this.#table, TAPS * (PHASES + 1)).set(sincTable(Math.min(1, 1 / rate) * 0.95));
    this.#input.pushSilence(HALF - 1);
  }

  push(left: Float32Array, right: Float32Array, out: StereoFifo): void {
    this.#input.push(left, right);
    for (;;) {
      const usable = this.#input.length - TAPS - this.#position;
      const count = Math.min(CHUNK, Math.floor(usable / this.#rate));
      if (count <= 0) return;
      this.#make(count, out);
    }
  }

  flush(out: StereoFifo): void {
    const silence = new Float32Array(TAPS + Math.ceil(this.#rate) + 1);
    this.push(silence, silence, out);
  }

  #make(count: number, out: StereoFifo): void {
    const span = Math.min(this.#input.length, Math.ceil(this.#position + count * this.#rate) + TAPS + 1);
    const { left, right } = this.#input.view(0, span);
    const made = [left, right].map((channel) => {
      this.#kernel.floats(this.#block, this.#span).set(channel);
      const output = this.#block + 4 * this.#span;
      this.#kernel.run.interpolate(
        this.#block,
        output,
        count,
        this.#position,
        this.#rate,
        this.#table,
        TAPS,
        PHASES,
      );
      return this.#kernel.floats(output, count).slice();
    });
    out.push(made[0] ?? new Float32Array(0), made[1] ?? new Float32Array(0));
    const end = this.#position + count * this.#rate;
    const whole = Math.floor(end);
    this.#position = end - whole;
    this.#input.drop(whole);
  }

  free(): void {
    this.#kernel.release(this.#table);
    this.#kernel.release(this.#block);
  }
}
