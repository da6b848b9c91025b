/** Scratch for one block of both channels, and state blocks. */
const BLOCK: i32 = 960;
const LEFT: usize = memory.data(BLOCK * 4, 16);
const RIGHT: usize = memory.data(BLOCK * 4, 16);

export function left(): usize {
  return LEFT;
}

export function right(): usize {
  return RIGHT;
}

/** A zeroed block of state, 16-byte aligned. */
export function allocate(bytes: usize): usize {
  const pointer = heap.alloc(bytes);
  memory.fill(pointer, 0, bytes);
  return pointer;
}

export function release(pointer: usize): void {
  heap.free(pointer);
}

/** Takes a block's state over into another one. */
export function copy(to: usize, from: usize, bytes: usize): void {
  memory.copy(to, from, bytes);
}

/** What is not a number (∞ − ∞ of absurd settings) is silence. */
export function clamp(x: f32): f32 {
  return x == x ? max<f32>(-1, min<f32>(1, x)) : 0;
}

/** −600 dB: below it a state is 0. Left to fade, it would become so small that the processor is forty times as slow. */
export const NOTHING: f32 = 1e-30;

export function settled(state: f32): f32 {
  return abs(state) > NOTHING ? state : 0;
}

/** Keeps a phase small: a phase that only grows loses its fraction (the reference's tremolo stops after minutes). */
export const TWO_PI: f64 = 6.283185307179586;
