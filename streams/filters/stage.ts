/**
 * Filters between PCM and frames. The set may change at any frame; what is heard never stops or repeats.
 *
 *     settings   A---------B---------C        B works in place, C stretches time
 *     frames     aaaaaaaaaa/bbbbbbbbbccccc    / one frame in which A fades into B
 *                                    ^ what a stretcher still holds is heard before the next set begins
 */
import type { FilterSettings } from '../commands.ts';
import { FRAME_SAMPLES, SAMPLE_RATE, type FilterChain, type FilterPort } from '../ports.ts';
import { PcmQueue } from '../track/pcm.queue.ts';

const SAMPLES_PER_MS = SAMPLE_RATE / 1000;

export class FilterStage {
  readonly #port: FilterPort;
  readonly #input: PcmQueue;
  /** Filtered sound that is not yet a frame; only stretchers leave any. */
  readonly #output = new PcmQueue();
  readonly #left = new Float32Array(FRAME_SAMPLES);
  readonly #right = new Float32Array(FRAME_SAMPLES);
  #settings: FilterSettings | null = null;
  #chain: FilterChain | null = null;
  /** The chain before, for the one frame in which it fades out. */
  #fading: FilterChain | null = null;
  #flushed = false;
  #rungOut = false;

  constructor(port: FilterPort, input: PcmQueue) {
    this.#port = port;
    this.#input = input;
  }

  /** Takes new settings over; the same object again costs nothing. */
  use(settings: FilterSettings): void {
    if (settings === this.#settings) return;
    const isFirst = this.#settings === null;
    this.#settings = settings;
    const before = this.#chain;
    this.#chain = this.#port.chain(settings);
    this.#flushed = false;
    if (before !== null) this.#chain?.adopt(before);
    this.#fading?.free();
    this.#fading = null;
    if (before?.stretches === true) {
      before.flush();
      this.#drain(before);
      before.free();
    } else if (!isFirst && this.#chain?.stretches !== true) {
      this.#fading = before ?? dry;
    } else before?.free();
  }

  /** Goes on where the stage of the sound before this one was, filter by filter: an echo is heard across a join. */
  adopt(before: FilterStage): void {
    if (before.#chain !== null) this.#chain?.adopt(before.#chain);
  }

  /** Does it change the sound (or hold some that it changed)? */
  get isActive(): boolean {
    return this.#chain !== null || this.#fading !== null || this.#output.samples > 0;
  }

  /** Position in the track of the next sample that comes out, ms. */
  get positionMs(): number {
    const heldMs = this.#chain?.pendingMs ?? 0;
    return (
      this.#input.positionMs - heldMs - (this.#output.samples / SAMPLES_PER_MS) * (this.#chain?.speed ?? 1)
    );
  }

  /** Samples that can be taken now, up to one frame. `ended`: nothing more will come in. */
  available(ended: boolean, rings = true): number {
    const chain = this.#chain;
    if (chain?.stretches === true) this.#stretch(chain);
    if (ended && rings && this.#input.samples === 0) this.#ringOut();
    if (chain?.stretches !== true) return this.#output.samples + this.#input.samples;
    this.#stretch(chain);
    if (ended && this.#input.samples === 0 && !this.#flushed) {
      this.#flushed = true;
      chain.flush();
      this.#drain(chain);
    }
    return this.#output.samples;
  }

  /** Puts in until a frame is out, or nothing is left. */
  #stretch(chain: FilterChain): void {
    while (this.#output.samples < FRAME_SAMPLES && this.#input.samples > 0) {
      const count = Math.min(FRAME_SAMPLES, this.#input.samples);
      const [left, right] = [this.#left.subarray(0, count), this.#right.subarray(0, count)];
      this.#input.take(left, right);
      chain.push({ left, right });
      this.#drain(chain);
    }
  }

  /** The sound is over, its echo is not: once, silence for it to be heard in. */
  #ringOut(): void {
    const samples = this.#rungOut ? 0 : (this.#chain?.tailSamples ?? 0);
    this.#rungOut = true;
    if (samples > 0) this.#input.push({ left: new Float32Array(samples), right: new Float32Array(samples) });
  }

  #drain(chain: FilterChain): void {
    while (chain.available > 0) {
      const left = new Float32Array(Math.min(FRAME_SAMPLES, chain.available));
      const right = new Float32Array(left.length);
      chain.take(left, right);
      this.#output.push({ left, right });
    }
  }

  /** Fills one frame; what is missing at the end of a track becomes silence. */
  take(left: Float32Array, right: Float32Array): void {
    const held = Math.min(left.length, this.#output.samples);
    if (held > 0) this.#output.take(left.subarray(0, held), right.subarray(0, held));
    const chain = this.#chain;
    if (chain?.stretches === true) {
      left.fill(0, held);
      right.fill(0, held);
      return;
    }
    const [l, r] = [left.subarray(held), right.subarray(held)];
    this.#input.take(l, r);
    this.#filter(l, r);
  }

  #filter(left: Float32Array, right: Float32Array): void {
    const fading = this.#fading;
    if (fading === null) return this.#chain?.process(left, right);
    const [oldLeft, oldRight] = [this.#left.subarray(0, left.length), this.#right.subarray(0, left.length)];
    oldLeft.set(left);
    oldRight.set(right);
    fading.process(oldLeft, oldRight);
    this.#chain?.process(left, right);
    crossfade(oldLeft, left);
    crossfade(oldRight, right);
    fading.free();
    this.#fading = null;
  }

  free(): void {
    this.#chain?.free();
    this.#fading?.free();
    this.#chain = null;
    this.#fading = null;
    this.#output.clear();
  }
}

/** No filter, as a chain to fade from. */
const dry: FilterChain = {
  speed: 1,
  stretches: false,
  tailSamples: 0,
  pendingMs: 0,
  available: 0,
  adopt: () => undefined,
  process: () => undefined,
  push: () => undefined,
  flush: () => undefined,
  take: () => 0,
  free: () => undefined,
};

const crossfade = (from: Float32Array, into: Float32Array): void => {
  for (let i = 0; i < into.length; i += 1) {
    const share = i / into.length;
    into[i] = (from[i] ?? 0) * (1 - share) + (into[i] ?? 0) * share;
  }
};
