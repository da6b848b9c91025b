/**
 * normalization: nothing is louder than `maxAmplitude`; what would be is turned down, both sides alike.
 *
 *     gain = min(1, maxAmplitude / peak)
 *     adaptive:  peak = the loudest sample of the track so far
 *     otherwise: peak = the loudest sample of the last 20 ms, falling back within 50 ms (63 %) when it gets quieter
 */
import * as t from 'io-ts';
import { RATE } from '../../filter.ts';
import { pluginFilter, type PluginOperator } from '../filter.ts';
import { numeral, truth } from '../numeral.ts';

/** The last 20 ms are kept as the peaks of 20 slots of 1 ms, so the oldest is forgotten after 20 to 21 ms. */
const SLOT = RATE / 1000;
const SLOTS = 20;
const RELEASE = Math.exp(-1 / (0.05 * RATE));

class Normalization implements PluginOperator {
  readonly #max: number;
  readonly #adaptive: boolean;
  readonly #slots = new Float32Array(SLOTS);
  /** The loudest of `#slots`. */
  #held = 0;
  /** The loudest in the slot that is being filled, and how many samples it has. */
  #slot = 0;
  #filled = 0;
  #next = 0;
  #peak = 0;

  constructor(max: number, adaptive: boolean) {
    this.#max = max;
    this.#adaptive = adaptive;
  }

  process(left: Float32Array, right: Float32Array): void {
    for (let i = 0; i < left.length; i += 1) {
      const l = left[i] ?? 0;
      const r = right[i] ?? 0;
      const peak = this.#follow(Math.max(Math.abs(l), Math.abs(r)));
      if (peak <= this.#max) continue;
      left[i] = (l * this.#max) / peak;
      right[i] = (r * this.#max) / peak;
    }
  }

  #follow(loudness: number): number {
    this.#slot = Math.max(this.#slot, loudness);
    const floor = this.#adaptive ? this.#peak : this.#peak * RELEASE;
    this.#peak = Math.max(floor, this.#held, this.#slot);
    this.#filled += 1;
    if (this.#filled === SLOT) this.#turn();
    return this.#peak;
  }

  #turn(): void {
    this.#slots[this.#next] = this.#slot;
    this.#next = (this.#next + 1) % SLOTS;
    this.#held = Math.max(...this.#slots);
    this.#slot = 0;
    this.#filled = 0;
  }

  adopt(before: PluginOperator): void {
    if (!(before instanceof Normalization)) return;
    this.#slots.set(before.#slots);
    this.#held = before.#held;
    this.#slot = before.#slot;
    this.#filled = before.#filled;
    this.#next = before.#next;
    this.#peak = before.#peak;
  }
}

export const normalization = pluginFilter({
  name: 'normalization',
  settings: t.partial({ maxAmplitude: numeral, adaptive: truth }, 'an object'),
  enabled: ({ maxAmplitude = 0 }) => maxAmplitude > 0,
  problem: ({ maxAmplitude = 0 }) =>
    maxAmplitude >= 0 && maxAmplitude <= 1 ? null : `maxAmplitude must be from 0 to 1, not ${maxAmplitude}`,
  open: ({ maxAmplitude = 0, adaptive = true }) => new Normalization(maxAmplitude, adaptive),
});
