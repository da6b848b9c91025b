/** Finds a moment in an Ogg file that has no index: each look at a page halves what is left. */
import type { PageReader } from './page.ts';

/** A place where a page begins (or the file ends), and the granule at its end. */
export interface Mark {
  readonly offset: number;
  readonly granule: number;
}

export interface SeekRange {
  readonly serial: number;
  readonly low: Mark;
  readonly high: Mark;
}

/** What is so near is read through: it is one read. */
const NEAR_BYTES = 64 * 1024;
/** Guesses by the average bit rate are given up after this many looks; then the middle is taken. */
const MAX_GUESSES = 6;
/** Halving 2^53 bytes takes no more. */
const MAX_LOOKS = 64;

/** Aims half a read before the estimate, so that the target usually lies in what is read. */
const guess = ({ low, high }: SeekRange, target: number, looks: number): number => {
  const span = high.offset - low.offset;
  const share = looks < MAX_GUESSES ? (target - low.granule) / Math.max(1, high.granule - low.granule) : 0.5;
  const offset = low.offset + Math.floor(span * Math.min(1, Math.max(0, share))) - NEAR_BYTES / 2;
  return Math.min(high.offset - NEAR_BYTES / 2, Math.max(low.offset + 1, offset));
};

const pageOf = async (pages: PageReader, serial: number, limit: number): Promise<Mark | null> => {
  for (let page = await pages.next(limit); page !== null; page = await pages.next(limit)) {
    if (page.serial === serial && page.granule !== null)
      return { offset: page.offset, granule: page.granule };
  }
  return null;
};

/**
 * Offset of a page of stream `serial` that ends at or before `target`, and not far before it; the range's own start if
 * there is none.
 *
 * @param nearSamples a page that ends so close to the target is near enough
 */
export const findPage = async (
  pages: PageReader,
  range: SeekRange,
  target: number,
  nearSamples: number,
): Promise<number> => {
  const { serial } = range;
  let { low, high } = range;
  if (target <= low.granule) return low.offset;
  for (let looks = 0; looks < MAX_LOOKS && high.offset - low.offset > NEAR_BYTES; looks += 1) {
    if (low.offset > range.low.offset && target - low.granule < nearSamples) break;
    const at = guess({ serial, low, high }, target, looks);
    pages.jump(at);
    const mark = await pageOf(pages, serial, high.offset);
    if (mark === null) high = { offset: at, granule: high.granule };
    else if (mark.granule <= target) low = mark;
    else high = { offset: at, granule: mark.granule };
  }
  return low.offset;
};
