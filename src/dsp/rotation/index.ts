/** rotation: the sound walks around the head, by amplitude (audio.md §1.11). Negative frequencies turn back. */
import { BlockFilter, RATE, TWO_PI, type FilterKind } from '../filter.ts';

const STATE_BYTES = 8;

export const rotation: FilterKind<{ readonly rotationHz: number }> = {
  enabled: ({ rotationHz }) => rotationHz !== 0,
  problem: ({ rotationHz }) =>
    Math.abs(rotationHz) <= RATE / 2
      ? null
      : `rotation.rotationHz must be from −24000 to 24000, not ${rotationHz}`,
  open: (kernel, { rotationHz }) => {
    const step = (TWO_PI * rotationHz) / RATE;
    return new BlockFilter(kernel, STATE_BYTES, (state, n) => kernel.run.rotation(state, n, step));
  },
};
