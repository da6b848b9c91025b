import { left, right, TWO_PI } from '../memory.as';

/** Two rings of 192 samples (4 ms) with a margin of 3 for the interpolator, then write index and phase. */
const RING: i32 = 192;
const MARGIN: i32 = 3;
const RING_BYTES: usize = 800;
/** Shortest delay, samples: the interpolator looks at four of them. */
const BASE_DELAY: f32 = 3;
/** Depth 1 swings the delay over 2 ms. */
const MAX_DELAY: f32 = 96;

/** 4-point, 3rd-order Hermite interpolation between the two middle points. */
function hermite(ring: usize, index: i32, x: f32): f32 {
  const at = ring + ((<usize>index) << 2);
  const y0 = load<f32>(at);
  const y1 = load<f32>(at, 4);
  const y2 = load<f32>(at, 8);
  const y3 = load<f32>(at, 12);
  const c1: f32 = 0.5 * (y2 - y0);
  const c2: f32 = y0 - 2.5 * y1 + (2 * y2 - 0.5 * y3);
  const c3: f32 = 0.5 * (y3 - y0) + 1.5 * (y1 - y2);
  return ((c3 * x + c2) * x + c1) * x + y1;
}

function write(ring: usize, index: i32, sample: f32): void {
  store<f32>(ring + ((<usize>index) << 2), sample);
  if (index < MARGIN) store<f32>(ring + ((<usize>(RING + index)) << 2), sample);
}

/** Reads behind the write index by 3 + 96·depth·(1 + sin p)/2 samples, then writes. */
export function vibrato(state: usize, n: i32, step: f64, depth: f32): void {
  const l = left();
  const r = right();
  const second = state + RING_BYTES;
  let index = load<i32>(state, 1600);
  let phase = load<f64>(state, 1608);
  for (let i: i32 = 0; i < n; i++) {
    const at: usize = i << 2;
    const lfo = <f32>((1 + Math.sin(phase)) / 2);
    phase += step;
    if (phase > TWO_PI) phase -= TWO_PI;
    let read = <f32>(index - 1) - (lfo * depth * MAX_DELAY + BASE_DELAY);
    if (read < 0) read += <f32>RING;
    const whole = <i32>read;
    const part = read - <f32>whole;
    const x = load<f32>(l + at);
    const y = load<f32>(r + at);
    store<f32>(l + at, hermite(state, whole, part));
    store<f32>(r + at, hermite(second, whole, part));
    write(state, index, x);
    write(second, index, y);
    index = index + 1 == RING ? 0 : index + 1;
  }
  store<i32>(state, index, 1600);
  store<f64>(state, phase, 1608);
}
