import { clamp, left, right } from '../memory.as';

/** x·multiplier/10000, clamped. No state. */
export function volume(n: i32, multiplier: f32): void {
  const l = left();
  const r = right();
  for (let i: i32 = 0; i < n; i++) {
    const at: usize = i << 2;
    store<f32>(l + at, clamp((load<f32>(l + at) * multiplier) / 10000));
    store<f32>(r + at, clamp((load<f32>(r + at) * multiplier) / 10000));
  }
}
