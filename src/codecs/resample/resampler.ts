/** Streaming polyphase resampler for two channels. Its delay is taken out: sample 0 in is sample 0 out. */
import type { Collector } from '../collector.ts';
import { kernelFor } from './kernel.ts';
import type { Kernel } from './kernel.ts';
import type { ResamplingFilter } from './quality.ts';

/** State and scratch live in Float64Arrays: V8 would box doubles that a closure or field holds. */
export class PolyphaseResampler {
  readonly inputRate: number;
  readonly #outputRate: number;
  readonly #kernel: Kernel;
  #left: Float64Array;
  #right: Float64Array;
  /** Samples waiting in `#left` and `#right`. The first tap of the next output sample meets `#start`. */
  #filled: number;
  #start = 0;
  /** How far the next output sample lies after its middle input sample, in phases. */
  #phase = 0;
  #totalIn = 0;
  #totalOut = 0;

  constructor(inputRate: number, outputRate: number, filter: ResamplingFilter) {
    this.inputRate = inputRate;
    this.#outputRate = outputRate;
    this.#kernel = kernelFor(inputRate, outputRate, filter);
    // Silence before the beginning: the middle of the first row is the first input sample.
    this.#filled = this.#kernel.taps / 2 - 1;
    this.#left = new Float64Array(this.#filled + 4096);
    this.#right = new Float64Array(this.#filled + 4096);
  }

  /** Resamples what comes in; the last few samples wait for their successors. */
  push(left: Float32Array, right: Float32Array, out: Collector): void {
    this.#totalIn += left.length;
    this.#append(left, right);
    this.#convert(out, Infinity);
  }

  /** Gives the rest, so that all output together is as long as all input, rounded up to a sample. */
  flush(out: Collector): void {
    const tail = new Float32Array(this.#kernel.taps);
    this.#append(tail, tail);
    const total = Math.ceil((this.#totalIn * this.#outputRate) / this.inputRate - 1e-6);
    this.#convert(out, total - this.#totalOut);
  }

  #append(left: Float32Array, right: Float32Array): void {
    const kept = this.#filled - this.#start;
    const needed = kept + left.length;
    const fits = needed <= this.#left.length;
    const [nextLeft, nextRight] = fits
      ? [this.#left, this.#right]
      : [new Float64Array(needed * 2), new Float64Array(needed * 2)];
    nextLeft.set(this.#left.subarray(this.#start, this.#filled));
    nextRight.set(this.#right.subarray(this.#start, this.#filled));
    nextLeft.set(left, kept);
    nextRight.set(right, kept);
    this.#left = nextLeft;
    this.#right = nextRight;
    this.#start = 0;
    this.#filled = needed;
  }

  #convert(out: Collector, most: number): void {
    const { taps, phases, step, rows, isExact } = this.#kernel;
    const [xLeft, xRight, last] = [this.#left, this.#right, this.#filled - taps];
    const expected = Math.ceil(((last - this.#start + 1) * phases) / step) + 1;
    if (last < this.#start || most <= 0) return;
    const room = out.reserve(Math.min(expected, most));
    const [toLeft, toRight, offset] = [room.left, room.right, room.offset];
    let [start, phase, count] = [this.#start, this.#phase, 0];
    while (start <= last && count < most) {
      const whole = isExact ? phase : Math.floor(phase);
      const mix = phase - whole;
      // `| 0` tells V8 that this is an integer, though `phase` may be none.
      let row = (whole * taps) | 0;
      let [sumLeft, sumRight] = [0, 0];
      if (isExact) {
        for (let at = start, end = start + taps; at < end; at++, row++) {
          const weight = rows[row] ?? 0;
          sumLeft += (xLeft[at] ?? 0) * weight;
          sumRight += (xRight[at] ?? 0) * weight;
        }
      } else {
        for (let at = start, end = start + taps; at < end; at++, row++) {
          const weight = (rows[row] ?? 0) * (1 - mix) + (rows[row + taps] ?? 0) * mix;
          sumLeft += (xLeft[at] ?? 0) * weight;
          sumRight += (xRight[at] ?? 0) * weight;
        }
      }
      toLeft[offset + count] = sumLeft;
      toRight[offset + count] = sumRight;
      count++;
      phase += step;
      const advance = Math.floor(phase / phases);
      start = (start + advance) | 0;
      phase -= advance * phases;
    }
    this.#start = start;
    this.#phase = phase;
    this.#totalOut += count;
    out.commit(count);
  }
}
