import type { Pcm } from '../../../../streams/ports.ts';

/** Two tones and some noise, the same every time, in frames of 20 ms. */
export const testFrames = (count: number): Pcm[] =>
  Array.from({ length: count }, (_, frame) => {
    const sample = (hertz: number, index: number): number => {
      const t = frame * 960 + index;
      const noise = ((((t * 7919) % 104_729) / 104_729) * 2 - 1) * 0.02;
      return 0.3 * Math.sin((2 * Math.PI * hertz * t) / 48_000) + noise;
    };
    return {
      left: Float32Array.from({ length: 960 }, (__, index) => sample(1000, index)),
      right: Float32Array.from({ length: 960 }, (__, index) => sample(3000, index)),
    };
  });
