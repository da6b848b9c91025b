import { left, right, TWO_PI } from '../memory.as';

/** L·(sin p + 1)/2, R·(1 − sin p)/2; p advances by 2π·hz/48000. State: p (f64). */
export function rotation(state: usize, n: i32, step: f64): void {
  const l = left();
  const r = right();
  let phase = load<f64>(state);
  for (let i: i32 = 0; i < n; i++) {
    const at: usize = i << 2;
    const sin = Math.sin(phase);
    store<f32>(l + at, load<f32>(l + at) * <f32>((sin + 1) / 2));
    store<f32>(r + at, load<f32>(r + at) * <f32>((1 - sin) / 2));
    phase += step;
    if (phase > TWO_PI) phase -= TWO_PI;
    if (phase < -TWO_PI) phase += TWO_PI;
  }
  store<f64>(state, phase);
}
