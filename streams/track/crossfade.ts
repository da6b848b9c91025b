/** Two tracks heard together, one fading into the other: equal power, so that the loudness of unlike sounds stays. */

const clip = (sample: number): number => (sample > 1 ? 1 : sample < -1 ? -1 : sample);

const blend = (into: Float32Array, other: Float32Array, from: number, to: number): void => {
  const step = (to - from) / into.length;
  for (let i = 0; i < into.length; i += 1) {
    const angle = (Math.min(1, Math.max(0, from + step * (i + 1))) * Math.PI) / 2;
    into[i] = clip((into[i] ?? 0) * Math.cos(angle) + (other[i] ?? 0) * Math.sin(angle));
  }
};

export interface Channels {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** Mixes `other` into `into`. `from` and `to` are its share at the ends, 0 (nothing) … 1 (nothing else). */
export const crossfade = (into: Channels, other: Channels, from: number, to: number): void => {
  blend(into.left, other.left, from, to);
  blend(into.right, other.right, from, to);
};
