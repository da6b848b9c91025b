/** low-pass and high-pass: a cut-off, 12 dB an octave, then a boost that is clamped. */
import * as t from 'io-ts';
import { RATE } from '../../filter.ts';
import { pluginFilter, type PluginFilter, type PluginOperator } from '../filter.ts';
import { numeral } from '../numeral.ts';
import { coefficients, type Coefficients } from './coefficients.ts';

const MAX_BOOST = 100;
/** Below it, it has come to rest: numbers that only fade would become so small that the processor is slow with them. */
const NOTHING = 1e-20;

const clamp = (x: number): number => Math.max(-1, Math.min(1, x));

/** The last two samples in and out, in float64: the feedback of a low cut-off multiplies what rounding adds. */
class Memory {
  x1 = 0;
  x2 = 0;
  y1 = 0;
  y2 = 0;

  run(samples: Float32Array, { b0, b1, b2, a1, a2 }: Coefficients, boost: number): void {
    for (let i = 0; i < samples.length; i += 1) {
      const x = samples[i] ?? 0;
      let y = b0 * x + b1 * this.x1 + b2 * this.x2 - a1 * this.y1 - a2 * this.y2;
      if (Math.max(Math.abs(y), Math.abs(this.y1)) <= NOTHING) y = this.y1 = 0;
      this.x2 = this.x1;
      this.x1 = x;
      this.y2 = this.y1;
      this.y1 = y;
      samples[i] = clamp(y * boost);
    }
  }
}

class Pass implements PluginOperator {
  readonly #coefficients: Coefficients;
  readonly #boost: number;
  readonly #left = new Memory();
  readonly #right = new Memory();

  constructor(own: Coefficients, boost: number) {
    this.#coefficients = own;
    this.#boost = boost;
  }

  process(left: Float32Array, right: Float32Array): void {
    this.#left.run(left, this.#coefficients, this.#boost);
    this.#right.run(right, this.#coefficients, this.#boost);
  }

  adopt(before: PluginOperator): void {
    if (!(before instanceof Pass)) return;
    Object.assign(this.#left, before.#left);
    Object.assign(this.#right, before.#right);
  }
}

const pass = (kind: 'low' | 'high'): PluginFilter =>
  pluginFilter({
    name: `${kind}-pass`,
    settings: t.partial({ cutoffFrequency: numeral, boostFactor: numeral }, 'an object'),
    enabled: ({ cutoffFrequency = 0 }) => cutoffFrequency > 0,
    problem: ({ cutoffFrequency = 0, boostFactor = 1 }) => {
      if (cutoffFrequency < 0 || cutoffFrequency >= RATE / 2)
        return `cutoffFrequency must be from 0 to below ${RATE / 2}, not ${cutoffFrequency}`;
      return boostFactor >= 0 && boostFactor <= MAX_BOOST
        ? null
        : `boostFactor must be from 0 to ${MAX_BOOST}, not ${boostFactor}`;
    },
    open: ({ cutoffFrequency = 0, boostFactor = 1 }) =>
      new Pass(coefficients(kind, cutoffFrequency), boostFactor),
  });

export const lowPassPlugin = pass('low');
export const highPassPlugin = pass('high');
