/** Decoded sound on its way to frames: 48 kHz stereo, planar float32, as chunks of any length. */
import { SAMPLE_RATE, type Pcm } from '../ports.ts';

const SAMPLES_PER_MS = SAMPLE_RATE / 1000;

export class PcmQueue {
  #chunks: Pcm[] = [];
  /** Samples of the first chunk that are used up. */
  #offset = 0;
  /** Samples still to be thrown away, e.g. between the packet that a seek landed on and its target. */
  #toSkip = 0;
  #positionMs = 0;
  /** Position of the next sample that is pushed, skipped or not, in samples of the track. */
  #pushed = 0;
  /** Samples per channel that can be taken. */
  samples = 0;

  get bufferedMs(): number {
    return this.samples / SAMPLES_PER_MS;
  }

  /** Position in the track of the next sample, ms. */
  get positionMs(): number {
    return this.#positionMs;
  }

  /** The next chunk begins at `positionMs`; what lies before `fromMs` is thrown away. */
  start(positionMs: number, fromMs: number): void {
    this.#positionMs = Math.max(positionMs, fromMs);
    this.#toSkip = Math.max(0, Math.round((fromMs - positionMs) * SAMPLES_PER_MS));
    this.#pushed = Math.round(this.#positionMs * SAMPLES_PER_MS) - this.#toSkip;
  }

  /** Takes the next decoded sound; what lies at or behind `endMs` is thrown away. */
  push(pcm: Pcm, endMs = Infinity): void {
    const left = Math.max(0, Math.round(endMs * SAMPLES_PER_MS) - this.#pushed);
    this.#pushed += pcm.left.length;
    const end = Math.min(pcm.left.length, left);
    const skipped = Math.min(this.#toSkip, end);
    this.#toSkip -= skipped;
    const isWhole = skipped === 0 && end === pcm.left.length;
    const rest = isWhole
      ? pcm
      : { left: pcm.left.subarray(skipped, end), right: pcm.right.subarray(skipped, end) };
    if (rest.left.length === 0) return;
    this.#chunks.push(rest);
    this.samples += rest.left.length;
  }

  /** Moves the next samples into both arrays; what is missing at the end of a track becomes silence. */
  take(left: Float32Array, right: Float32Array): void {
    let filled = 0;
    while (filled < left.length) {
      const chunk = this.#chunks[0];
      if (chunk === undefined) break;
      const count = Math.min(left.length - filled, chunk.left.length - this.#offset);
      left.set(chunk.left.subarray(this.#offset, this.#offset + count), filled);
      right.set(chunk.right.subarray(this.#offset, this.#offset + count), filled);
      filled += count;
      this.#offset += count;
      if (this.#offset === chunk.left.length) {
        this.#chunks.shift();
        this.#offset = 0;
      }
    }
    left.fill(0, filled);
    right.fill(0, filled);
    this.samples -= filled;
    this.#positionMs += filled / SAMPLES_PER_MS;
  }

  clear(): void {
    this.#chunks = [];
    this.#offset = 0;
    this.samples = 0;
  }
}
