import { left, NOTHING, right } from '../memory.as';

const LOUDEST: f32 = 1e9;

/** It does not clip, but what filters behind it could not work with is kept from them. */
// @ts-ignore: decorator
@inline
function tame(x: f32): f32 {
  return x == x ? max<f32>(-LOUDEST, min<f32>(LOUDEST, x)) : 0;
}

/**
 * Takes the middle away and gives back its bass: y = A·(L+R)/2 − B·y1 − C·y2, o = y·monoLevel·level,
 * L' = L − level·R + o, R' = R − level·L + o. State: y1, y2 (f32).
 */
export function karaoke(state: usize, n: i32, a: f32, b: f32, c: f32, level: f32, monoLevel: f32): void {
  const l = left();
  const r = right();
  let y1 = load<f32>(state, 0);
  let y2 = load<f32>(state, 4);
  for (let i: i32 = 0; i < n; i++) {
    const at: usize = i << 2;
    const x = load<f32>(l + at);
    const z = load<f32>(r + at);
    let y: f32 = a * ((x + z) / 2) - b * y1 - c * y2;
    if (max(abs(y), abs(y1)) <= NOTHING) y = y1 = 0;
    y2 = y1;
    y1 = y;
    const o: f32 = y * monoLevel * level;
    store<f32>(l + at, tame(x - z * level + o));
    store<f32>(r + at, tame(z - x * level + o));
  }
  store<f32>(state, y1, 0);
  store<f32>(state, y2, 4);
}
