/** karaoke: takes away what both channels share, and gives its bass back (audio.md §1.7). */
import { BlockFilter, RATE, TWO_PI, type FilterKind } from '../filter.ts';

export interface Karaoke {
  readonly level: number;
  readonly monoLevel: number;
  readonly filterBand: number;
  readonly filterWidth: number;
}

const STATE_BYTES = 8;

/** C = e^(−2πw/48000), B = −4C/(1+C)·cos(2πb/48000), A = √(1 − B²/4C)·(1 − C); for the defaults 3.84e-4, −1.986, 0.987. */
export const karaokeConstants = ({ filterBand, filterWidth }: Karaoke): readonly [number, number, number] => {
  const c = Math.fround(Math.exp((-TWO_PI * filterWidth) / RATE));
  const b = Math.fround(((-4 * c) / (1 + c)) * Math.cos((TWO_PI * filterBand) / RATE));
  const a = Math.fround(Math.sqrt(Math.max(0, 1 - (b * b) / (4 * c))) * (1 - c));
  return [a, b, c];
};

export const karaoke: FilterKind<Karaoke> = {
  enabled: ({ level }) => level !== 0,
  problem: ({ filterWidth }) =>
    filterWidth >= 0 ? null : `karaoke.filterWidth must not be negative, but is ${filterWidth}`,
  open: (kernel, settings) => {
    const [a, b, c] = karaokeConstants(settings);
    const { level, monoLevel } = settings;
    return new BlockFilter(kernel, STATE_BYTES, (state, n) =>
      kernel.run.karaoke(state, n, a, b, c, level, monoLevel),
    );
  },
};
