/** Gathers the pieces of sound that one block of packets becomes. */
import type { Pcm } from '../../streams/ports.ts';

/** Room for 200 ms at first; grows to what the stream's blocks need and stays there. */
const INITIAL_SAMPLES = 9600;

export class Collector {
  #left = new Float32Array(INITIAL_SAMPLES);
  #right = new Float32Array(INITIAL_SAMPLES);
  #length = 0;

  /** Makes room for `samples` more and says where they go: at `offset` in `left` and `right`. */
  reserve(samples: number): { left: Float32Array; right: Float32Array; offset: number } {
    const needed = this.#length + samples;
    if (needed > this.#left.length) {
      this.#left = grown(this.#left, needed);
      this.#right = grown(this.#right, needed);
    }
    return { left: this.#left, right: this.#right, offset: this.#length };
  }

  /** Notes that `samples` of what was reserved have been written. */
  commit(samples: number): void {
    this.#length += samples;
  }

  push(left: Float32Array, right: Float32Array): void {
    const room = this.reserve(left.length);
    room.left.set(left, room.offset);
    room.right.set(right, room.offset);
    this.commit(left.length);
  }

  /**
   * Everything gathered but the first `skip` samples, as memory of its own; then begins anew. Overshoot is clamped to
   * [−1, 1], as the reference's 16-bit decoders do, and NaN, which filters would never get rid of, becomes silence.
   */
  take(skip = 0): Pcm {
    const pcm = {
      left: bounded(this.#left.slice(skip, this.#length)),
      right: bounded(this.#right.slice(skip, this.#length)),
    };
    this.#length = 0;
    return pcm;
  }

  get length(): number {
    return this.#length;
  }
}

const grown = (samples: Float32Array, needed: number): Float32Array<ArrayBuffer> => {
  const larger = new Float32Array(Math.max(needed, samples.length * 2));
  larger.set(samples);
  return larger;
};

const bounded = (samples: Float32Array): Float32Array => {
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0;
    if (sample >= -1 && sample <= 1) continue;
    samples[i] = sample > 1 ? 1 : sample < -1 ? -1 : 0;
  }
  return samples;
};

/** Pieces of sound one after the other, in memory of their own; nothing is clamped. */
export const joined = (parts: readonly Pcm[]): Pcm => {
  const length = parts.reduce((sum, { left }) => sum + left.length, 0);
  const whole = { left: new Float32Array(length), right: new Float32Array(length) };
  let at = 0;
  for (const { left, right } of parts) {
    whole.left.set(left, at);
    whole.right.set(right, at);
    at += left.length;
  }
  return whole;
};
