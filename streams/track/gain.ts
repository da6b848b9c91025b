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

/** How far a gain moves within one frame: 11 dB, which is 2.75 dB in 5 ms. More at once would be heard as a click. */
const PER_FRAME = 10 ** (11 / 20);
/** −60 dB: a ramp from or to silence begins or ends there. */
const FLOOR = 0.001;

/** The gain at the end of the next frame, on the way from one to another. Volume 100 to 0 takes six frames. */
export const gainTowards = (from: number, to: number): number => {
  if (to >= from) return Math.min(to, Math.max(from, FLOOR) * PER_FRAME);
  const next = from / PER_FRAME;
  return next < FLOOR ? to : Math.max(to, next);
};

/**
 * Scales one frame in place, from one gain at its first sample to another at its last, by equal ratios: as many dB in
 * each part of it. The gains are at most {@link gainTowards} apart.
 */
export const applyGain = (left: Float32Array, right: Float32Array, from: number, to: number): void => {
  if (from === 1 && to === 1) return;
  const [first, last] = from === to ? [from, to] : [Math.max(from, FLOOR), Math.max(to, FLOOR)];
  const ratio = first === last ? 1 : (last / first) ** (1 / FRAME_SAMPLES);
  let gain = first;
  for (let i = 0; i < left.length; i += 1) {
    gain *= ratio;
    left[i] = clip((left[i] ?? 0) * gain);
    right[i] = clip((right[i] ?? 0) * gain);
  }
};
