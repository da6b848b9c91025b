/** The two dear loops of the time stretcher: where two pieces fit best, and reading between samples. */

/** Σ a·b over `n` samples (a multiple of 4). */
function dot(a: usize, b: usize, n: i32): f32 {
  let sum = f32x4.splat(0);
  const end = a + ((<usize>n) << 2);
  for (; a < end; a += 16, b += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(a), v128.load(b)));
  return (
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    f32x4.extract_lane(sum, 2) +
    f32x4.extract_lane(sum, 3)
  );
}

/** How well the input at `offset` continues the tail: correlation of both channels, normalised, middle preferred. */
function score(
  tailL: usize,
  tailR: usize,
  inL: usize,
  inR: usize,
  overlap: i32,
  offset: i32,
  seek: i32,
): f32 {
  const l = inL + ((<usize>offset) << 2);
  const r = inR + ((<usize>offset) << 2);
  const correlation = dot(tailL, l, overlap) + dot(tailR, r, overlap);
  const energy = dot(l, l, overlap) + dot(r, r, overlap);
  const place: i32 = 2 * offset - seek;
  const t: f32 = <f32>place / <f32>seek;
  return (correlation / sqrt<f32>(max<f32>(energy, 1e-9)) + 0.1) * (1 - 0.25 * t * t);
}

/** The offset in [0, seek) at which the input continues the tail best; both channels are cut at the same place. */
export function bestOffset(tailL: usize, tailR: usize, inL: usize, inR: usize, overlap: i32, seek: i32): i32 {
  const coarse: i32 = 4;
  let best: i32 = 0;
  let bestScore: f32 = -1e30;
  for (let offset: i32 = 0; offset < seek; offset += coarse) {
    const s = score(tailL, tailR, inL, inR, overlap, offset, seek);
    if (s > bestScore) {
      bestScore = s;
      best = offset;
    }
  }
  const from = max<i32>(0, best - coarse + 1);
  const to = min<i32>(seek - 1, best + coarse - 1);
  for (let offset = from; offset <= to; offset++) {
    const s = score(tailL, tailR, inL, inR, overlap, offset, seek);
    if (s > bestScore) {
      bestScore = s;
      best = offset;
    }
  }
  return best;
}

/**
 * Reads `count` samples from `input` at `position`, `position + step`, … by a windowed sinc of `taps` taps, whose table has
 * `phases` + 1 rows. `input` begins taps/2 − 1 samples before position 0. Returns nothing; the host knows where it ends.
 */
export function interpolate(
  input: usize,
  output: usize,
  count: i32,
  position: f64,
  step: f64,
  table: usize,
  taps: i32,
  phases: i32,
): void {
  for (let i: i32 = 0; i < count; i++) {
    const whole = <i32>floor<f64>(position);
    const fraction = (position - <f64>whole) * <f64>phases;
    const row = <i32>fraction;
    const between = f32x4.splat(<f32>(fraction - <f64>row));
    let source = input + ((<usize>whole) << 2);
    let near = table + <usize>(row * taps * 4);
    let sum = f32x4.splat(0);
    for (let k: i32 = 0; k < taps; k += 4) {
      const a = v128.load(near);
      const b = v128.load(near + ((<usize>taps) << 2));
      const weight = f32x4.add(a, f32x4.mul(f32x4.sub(b, a), between));
      sum = f32x4.add(sum, f32x4.mul(v128.load(source), weight));
      source += 16;
      near += 16;
    }
    store<f32>(
      output + ((<usize>i) << 2),
      f32x4.extract_lane(sum, 0) +
        f32x4.extract_lane(sum, 1) +
        f32x4.extract_lane(sum, 2) +
        f32x4.extract_lane(sum, 3),
    );
    position += step;
  }
}
