import { clamp, left, right } from '../memory.as';

/** L' = ll·L + rl·R, R' = lr·L + rr·R, clamped. No state. */
export function channelMix(n: i32, ll: f32, lr: f32, rl: f32, rr: f32): void {
  const l = left();
  const r = right();
  for (let i: i32 = 0; i < n; i++) {
    const at: usize = i << 2;
    const x = load<f32>(l + at);
    const y = load<f32>(r + at);
    store<f32>(l + at, clamp(ll * x + rl * y));
    store<f32>(r + at, clamp(lr * x + rr * y));
  }
}
