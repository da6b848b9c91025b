/** tremolo: the level swings between 1 and 1 − depth (audio.md §1.9); its phase is kept small, so it never freezes. */
import { BlockFilter, RATE, TWO_PI, type FilterKind } from '../filter.ts';
import { oscillatorProblem } from '../ranges.ts';

const STATE_BYTES = 8;

export const tremolo: FilterKind<{ readonly frequency: number; readonly depth: number }> = {
  enabled: ({ depth }) => depth !== 0,
  problem: (settings) => oscillatorProblem('tremolo', settings, RATE / 2),
  open: (kernel, { frequency, depth }) => {
    const step = (TWO_PI * frequency) / RATE;
    return new BlockFilter(kernel, STATE_BYTES, (state, n) => kernel.run.tremolo(state, n, step, depth));
  },
};
