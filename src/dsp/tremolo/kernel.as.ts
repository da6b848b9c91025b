import { left, right, TWO_PI } from '../memory.as';

/** gain = 1 − d + d·sin p with d = depth/2; p advances by 2π·f/48000. State: p (f64). */
export function tremolo(state: usize, n: i32, step: f64, depth: f32): void {
  const l = left();
  const r = right();
  const half = depth / 2;
  let phase = load<f64>(state);
  for (let i: i32 = 0; i < n; i++) {
    const at: usize = i << 2;
    const gain: f32 = 1 - half + half * <f32>Math.sin(phase);
    store<f32>(l + at, load<f32>(l + at) * gain);
    store<f32>(r + at, load<f32>(r + at) * gain);
    phase += step;
    if (phase > TWO_PI) phase -= TWO_PI;
  }
  store<f64>(state, phase);
}
