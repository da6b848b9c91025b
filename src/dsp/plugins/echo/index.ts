/** echo: y[n] = x[n] + decay · y[n − D], D = ⌊48000 · echoLength⌋ samples: every echo is echoed, too. */
import * as t from 'io-ts';
import { RATE } from '../../filter.ts';
import { pluginFilter, type PluginOperator } from '../filter.ts';
import { numeral } from '../numeral.ts';

/** Bounds what a player may hold: 3.84 MB. */
const MAX_SECONDS = 10;
/** −60 dB: what is below is not waited for. */
const INAUDIBLE = 0.001;
const MAX_TAIL = 2 * RATE;

const tailOf = (delay: number, decay: number): number => {
  const echoes = decay < 1 ? Math.ceil(Math.log(INAUDIBLE) / Math.log(decay)) : Infinity;
  return Math.min(MAX_TAIL, delay * echoes);
};

class Echo implements PluginOperator {
  readonly tailSamples: number;
  readonly #decay: number;
  /** The last `delay` samples that were put out; the oldest one is at `#at`. */
  readonly #left: Float32Array;
  readonly #right: Float32Array;
  #at = 0;

  constructor(delay: number, decay: number) {
    this.tailSamples = tailOf(delay, decay);
    this.#decay = decay;
    this.#left = new Float32Array(delay);
    this.#right = new Float32Array(delay);
  }

  process(left: Float32Array, right: Float32Array): void {
    for (let i = 0; i < left.length; i += 1) {
      const at = this.#at;
      left[i] = this.#left[at] = (left[i] ?? 0) + this.#decay * (this.#left[at] ?? 0);
      right[i] = this.#right[at] = (right[i] ?? 0) + this.#decay * (this.#right[at] ?? 0);
      this.#at = at + 1 === this.#left.length ? 0 : at + 1;
    }
  }

  /** What was put out last goes on as echo, after the new time. */
  adopt(before: PluginOperator): void {
    if (!(before instanceof Echo)) return;
    const [length, oldLength] = [this.#left.length, before.#left.length];
    for (let back = 1; back <= Math.min(length, oldLength); back += 1) {
      const from = (before.#at - back + oldLength) % oldLength;
      this.#left[length - back] = before.#left[from] ?? 0;
      this.#right[length - back] = before.#right[from] ?? 0;
    }
    this.#at = 0;
  }
}

export const echo = pluginFilter({
  name: 'echo',
  settings: t.partial({ echoLength: numeral, decay: numeral }, 'an object'),
  enabled: ({ echoLength = 0, decay = 0 }) => echoLength > 0 && decay > 0,
  problem: ({ echoLength = 0, decay = 0 }) => {
    if (echoLength < 0 || echoLength > MAX_SECONDS)
      return `echoLength must be from 0 to ${MAX_SECONDS}, not ${echoLength}`;
    return decay >= 0 && decay <= 1 ? null : `decay must be from 0 to 1, not ${decay}`;
  },
  open: ({ echoLength = 0, decay = 0 }) => new Echo(Math.max(1, Math.floor(RATE * echoLength)), decay),
});
