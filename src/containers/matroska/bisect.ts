/** Finds a moment in a file without cues: each look at a cluster halves what is left. */
import type { ElementWalker } from './elements.ts';

/** What is so near is read through: it is one read. */
const NEAR_BYTES = 64 * 1024;

/** Offset of the last cluster that begins at or before tick `target`; `start` when there is none before `end`. */
export const bisectClusters = async (
  walker: ElementWalker,
  start: number,
  end: number,
  target: number,
): Promise<number> => {
  let low = start;
  let high = end;
  while (high - low > NEAR_BYTES) {
    const middle = Math.floor((low + high) / 2);
    walker.reader.seek(middle);
    const ticks = await walker.findCluster(high);
    if (ticks !== null && ticks <= target) low = walker.reader.position;
    else high = middle;
  }
  return low;
};
