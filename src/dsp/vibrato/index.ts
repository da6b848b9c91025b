/** vibrato: a delay line whose delay swings over depth × 2 ms, read by Hermite interpolation (audio.md §1.10). */
import { BlockFilter, RATE, TWO_PI, type FilterKind } from '../filter.ts';
import { oscillatorProblem } from '../ranges.ts';

const STATE_BYTES = 1616;
const MAX_HZ = 14;

export const vibrato: FilterKind<{ readonly frequency: number; readonly depth: number }> = {
  enabled: ({ depth }) => depth !== 0,
  problem: (settings) => oscillatorProblem('vibrato', settings, MAX_HZ),
  open: (kernel, { frequency, depth }) => {
    const step = (TWO_PI * frequency) / RATE;
    return new BlockFilter(kernel, STATE_BYTES, (state, n) => kernel.run.vibrato(state, n, step, depth));
  },
};
