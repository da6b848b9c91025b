import { left, right, settled } from '../memory.as';

/** y += (x − y) / smoothing, primed with the first sample. State: y left, y right (f32), primed (i32). */
export function lowPass(state: usize, n: i32, smoothing: f32): void {
  const l = left();
  const r = right();
  if (load<i32>(state, 8) == 0) {
    store<f32>(state, load<f32>(l), 0);
    store<f32>(state, load<f32>(r), 4);
    store<i32>(state, 1, 8);
  }
  let yl = load<f32>(state, 0);
  let yr = load<f32>(state, 4);
  for (let i: i32 = 0; i < n; i++) {
    const at: usize = i << 2;
    yl = settled(yl + (load<f32>(l + at) - yl) / smoothing);
    yr = settled(yr + (load<f32>(r + at) - yr) / smoothing);
    store<f32>(l + at, yl);
    store<f32>(r + at, yr);
  }
  store<f32>(state, yl, 0);
  store<f32>(state, yr, 4);
}
