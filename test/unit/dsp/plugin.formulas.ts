/** The plugin filters' formulas (docs/filters.md), written once more. Nothing of src/dsp is used. */
import type { Stereo } from './formulas.ts';

const clamp = (x: number): number => Math.max(-1, Math.min(1, x));

const both = (sound: Stereo, run: (samples: Float32Array) => Float32Array): Stereo => [
  run(sound[0]),
  run(sound[1]),
];

/** y[n] = x[n] + decay · y[n − D], D = ⌊48000 · seconds⌋; y is kept as float32. */
export const echo = (sound: Stereo, seconds: number, decay: number): Stereo =>
  both(sound, (x) => {
    const delay = Math.floor(48_000 * seconds);
    const y: number[] = [];
    for (let n = 0; n < x.length; n += 1)
      y.push(Math.fround((x[n] ?? 0) + decay * (n < delay ? 0 : (y[n - delay] ?? 0))));
    return Float32Array.from(y);
  });

/**
 * The analogue second-order pass, H(s) = 1 or s² over s² + s/Q + 1, by the bilinear transform with the cut-off
 * prewarped: s = (1 − z⁻¹) / (K (1 + z⁻¹)), K = tan(π f / 48000).
 */
export const pass = (sound: Stereo, kind: 'low' | 'high', hz: number, boost: number): Stereo =>
  both(sound, (x) => {
    const k = Math.tan((Math.PI * hz) / 48_000);
    const whole = 1 + k / 0.707 + k * k;
    const b = (kind === 'low' ? k * k : 1) / whole;
    const middle = kind === 'low' ? 2 * b : -2 * b;
    const [a1, a2] = [(2 * (k * k - 1)) / whole, (1 - k / 0.707 + k * k) / whole];
    const y: number[] = [];
    const at = (n: number): number => x[n] ?? 0;
    for (let n = 0; n < x.length; n += 1) {
      y.push(b * at(n) + middle * at(n - 1) + b * at(n - 2) - a1 * (y[n - 1] ?? 0) - a2 * (y[n - 2] ?? 0));
    }
    return Float32Array.from(y, (value) => clamp(boost * value));
  });

const loudness = ([l, r]: Stereo, n: number): number => Math.max(Math.abs(l[n] ?? 0), Math.abs(r[n] ?? 0));

/** gain = min(1, max / peak): of the track so far, or of the current millisecond and 20 before it, released by e^(−n/2400). */
export const normalization = (sound: Stereo, max: number, adaptive: boolean): Stereo => {
  const out: [number[], number[]] = [[], []];
  let peak = 0;
  for (let n = 0; n < sound[0].length; n += 1) {
    peak = adaptive ? peak : peak * Math.exp(-1 / 2400);
    const from = adaptive ? n : Math.max(0, (Math.floor(n / 48) - 20) * 48);
    for (let m = from; m <= n; m += 1) peak = Math.max(peak, loudness(sound, m));
    const gain = Math.min(1, max / peak);
    out[0].push((sound[0][n] ?? 0) * gain);
    out[1].push((sound[1][n] ?? 0) * gain);
  }
  return [Float32Array.from(out[0]), Float32Array.from(out[1])];
};
