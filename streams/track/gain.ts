/** Player volume: the reference's taper, without its overflow (audio.md §2.5, §7). */
import { FRAME_SAMPLES } from '../ports.ts';

/** Volume 100: the sound is left alone. */
export const UNITY_VOLUME = 100;

/**
 * Linear gain of a player volume 0 … 1000: tan(0.0079 v) up to 150, then 24621 v / 150, both cut to 1/10,000 as the
 * reference's integers are. 50 → 0.4169, 100 → 1, 150 → 2.4621, 1000 → 16.414.
 */
export const volumeGain = (volume: number): number => {
  if (volume === UNITY_VOLUME) return 1;
  const tenThousandths =
    volume <= 150 ? Math.trunc(Math.tan(0.0079 * volume) * 10_000) : Math.trunc((24_621 * volume) / 150);
  return tenThousandths / 10_000;
};

const clip = (sample: number): number => (sample > 1 ? 1 : sample < -1 ? -1 : sample);

/** Scales one frame in place, from one gain at its first sample to another at its last, so that a change never clicks. */
export const applyGain = (left: Float32Array, right: Float32Array, from: number, to: number): void => {
  if (from === 1 && to === 1) return;
  const step = (to - from) / FRAME_SAMPLES;
  let gain = from;
  for (let i = 0; i < left.length; i += 1) {
    gain += step;
    left[i] = clip((left[i] ?? 0) * gain);
    right[i] = clip((right[i] ?? 0) * gain);
  }
};
