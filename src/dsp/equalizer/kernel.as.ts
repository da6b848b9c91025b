import { clamp, left, NOTHING, right } from '../memory.as';

/**
 * 15 resonators (16 lanes, the last one idle), four at a time. State, f32: gains 16, beta 16, alpha 16, gamma 16 (the host
 * writes them), then for each channel y1 16, y2 16, x1, x2.
 */
const CHANNELS: usize = 256;
const CHANNEL_BYTES: usize = 144;


/** One group of four bands: y = α·(x − x2) + γ·y1 − β·y2. */
// @ts-ignore: decorator
@inline
function group(state: usize, own: usize, at: usize, difference: v128): v128 {
  const y1 = v128.load(own + at);
  const y2 = v128.load(own + at, 64);
  const next = f32x4.sub(
    f32x4.add(f32x4.mul(v128.load(state + at, 128), difference), f32x4.mul(v128.load(state + at, 192), y1)),
    f32x4.mul(v128.load(state + at, 64), y2),
  );
  // Two in a row are almost nothing: it has come to rest. (One alone may be where it crosses zero.)
  const nothing = f32x4.splat(NOTHING);
  const lives = v128.or(f32x4.gt(f32x4.abs(next), nothing), f32x4.gt(f32x4.abs(y1), nothing));
  const y = v128.and(next, lives);
  v128.store(own + at, v128.and(y1, lives), 64);
  v128.store(own + at, y);
  return f32x4.mul(y, v128.load(state + at));
}

/** The sum in the reference's order, band by band, so that not a bit differs. */
// @ts-ignore: decorator
@inline
function add(sum: f32, four: v128): f32 {
  sum += f32x4.extract_lane(four, 0);
  sum += f32x4.extract_lane(four, 1);
  sum += f32x4.extract_lane(four, 2);
  return sum + f32x4.extract_lane(four, 3);
}

function channel(state: usize, own: usize, samples: usize, n: i32): void {
  let x1 = load<f32>(own, 128);
  let x2 = load<f32>(own, 132);
  for (let i: i32 = 0; i < n; i++) {
    const at = samples + (<usize>i << 2);
    const x = load<f32>(at);
    const difference = f32x4.splat(x - x2);
    let sum: f32 = 0.25 * x;
    sum = add(sum, group(state, own, 0, difference));
    sum = add(sum, group(state, own, 16, difference));
    sum = add(sum, group(state, own, 32, difference));
    sum = add(sum, group(state, own, 48, difference));
    x2 = x1;
    x1 = x;
    store<f32>(at, clamp(4 * sum));
  }
  store<f32>(own, x1, 128);
  store<f32>(own, x2, 132);
}

/** out = clamp(4·(0.25·x + Σ g·y)). */
export function equalizer(state: usize, n: i32): void {
  channel(state, state + CHANNELS, left(), n);
  channel(state, state + CHANNELS + CHANNEL_BYTES, right(), n);
}
