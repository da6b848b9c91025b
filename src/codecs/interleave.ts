/** Two planar float channels to the interleaved samples that encoders take. Out of range is clamped, NaN is silence. */

const clamp = (sample: number): number => {
  if (sample > 1) return 1;
  if (sample < -1) return -1;
  return sample === sample ? sample : 0;
};

/** To float32 in [−1, 1]; `target` holds both channels. */
export const interleaveFloat = (left: Float32Array, right: Float32Array, target: Float32Array): void => {
  for (let i = 0, at = 0; i < left.length; i++, at += 2) {
    target[at] = clamp(left[i] ?? 0);
    target[at + 1] = clamp(right[i] ?? 0);
  }
};

/** Nearest integer of −32768 … 32767. Rounding, where the reference truncates: half the error and no DC step at 0. */
const toInt16 = (sample: number): number => {
  const scaled = clamp(sample) * 32_768;
  return scaled >= 32_767 ? 32_767 : Math.floor(scaled + 0.5);
};

/** To int16; `target` holds both channels. */
export const interleaveInt16 = (left: Float32Array, right: Float32Array, target: Int16Array): void => {
  for (let i = 0, at = 0; i < left.length; i++, at += 2) {
    target[at] = toInt16(left[i] ?? 0);
    target[at + 1] = toInt16(right[i] ?? 0);
  }
};
