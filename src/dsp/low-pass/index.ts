/** lowPass: a one-pole filter, 6 dB an octave, y += (x − y)/smoothing (audio.md §1.14). 20 is −3 dB at 392 Hz. */
import { BlockFilter, type FilterKind } from '../filter.ts';

const STATE_BYTES = 12;

export const lowPass: FilterKind<{ readonly smoothing: number }> = {
  enabled: ({ smoothing }) => smoothing > 1,
  problem: () => null,
  open: (kernel, { smoothing }) =>
    new BlockFilter(kernel, STATE_BYTES, (state, n) => kernel.run.lowPass(state, n, smoothing)),
};
