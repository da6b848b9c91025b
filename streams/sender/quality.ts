/** One player's encoder quality: the best that is configured, less what was taken away for a while. */
import type { AudioFormat, EncoderQuality } from '../ports.ts';

/** Under load encoding is done so: two thirds of the work of 10, and hard to tell from it at 128 kbit/s. */
export const SHED_COMPLEXITY = 5;

/** What the player decodes now. */
export interface HeardSource {
  readonly format: AudioFormat;
  /** Of the last block, bit/s; null before the first one. */
  readonly bitrate: number | null;
}

const least = (a: EncoderQuality, b: EncoderQuality): EncoderQuality => ({
  complexity: Math.min(a.complexity, b.complexity),
  bitrate: Math.min(a.bitrate, b.bitrate),
});

export class QualityDial {
  readonly #best: EncoderQuality | null;
  #isShed = false;
  #limit: EncoderQuality | null = null;
  #seenFrames = 0;
  /** A new object is a new quality; null: encoders cannot be changed. Never above the best. */
  current: EncoderQuality | null;
  /** Frames encoded so far. */
  frames = 0;
  source: HeardSource | null = null;

  constructor(best: EncoderQuality | null) {
    this.#best = best;
    this.current = best;
  }

  /** Would shedding save anything? Not where packets pass, or encoding is as simple already. */
  get canShed(): boolean {
    return this.#best !== null && !this.#isShed && this.#best.complexity > SHED_COMPLEXITY;
  }

  /** Has it encoded since this was asked last? */
  takeEncoding(): boolean {
    const isEncoding = this.frames !== this.#seenFrames;
    this.#seenFrames = this.frames;
    return isEncoding;
  }

  get isShed(): boolean {
    return this.#isShed;
  }

  set isShed(on: boolean) {
    this.#isShed = on;
    this.#turn();
  }

  /** What adaptive quality allows; null: everything. */
  limitTo(limit: EncoderQuality | null): void {
    this.#limit = limit;
    this.#turn();
  }

  #turn(): void {
    if (this.#best === null) return;
    const allowed = this.#limit === null ? this.#best : least(this.#best, this.#limit);
    this.current = this.#isShed
      ? { ...allowed, complexity: Math.min(allowed.complexity, SHED_COMPLEXITY) }
      : allowed;
  }
}
