/**
 * The filter kernels: one WebAssembly module (AssemblyScript). Every kernel works in place on `n` samples (at most 960) of
 * both scratch channels, float32 at 48 kHz, and keeps its state in a block that the host allocated. Arithmetic is float32
 * per operation; sines are taken in float64 and cast, as in the reference (audio.md §1.1).
 */
export { allocate, copy, left, release, right } from './memory.as';
export { lowPass } from './low-pass/kernel.as';
export { channelMix } from './channel-mix/kernel.as';
export { rotation } from './rotation/kernel.as';
export { distortion } from './distortion/kernel.as';
export { vibrato } from './vibrato/kernel.as';
export { tremolo } from './tremolo/kernel.as';
export { karaoke } from './karaoke/kernel.as';
export { equalizer } from './equalizer/kernel.as';
export { volume } from './volume/kernel.as';
export { bestOffset, interpolate } from './timescale/kernel.as';
