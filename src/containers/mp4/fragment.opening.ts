/** What is found out about a fragmented file before it plays: where its fragments begin, how long it is, its index. */
import type { BoxWalker } from './box.ts';
import type { FragmentTrack } from './fragment.ts';
import type { FragmentMark, SegmentIndex } from './fragment.index.ts';
import { coversFile, readMfra, readSidx } from './fragment.index.ts';
import { Fragments } from './fragments.ts';

export interface OpenedFragments {
  readonly fragments: Fragments;
  /** The first fragment. */
  readonly start: FragmentMark;
  /** In order of time; may be empty. */
  readonly marks: readonly FragmentMark[];
  /** Time at which the last fragment ends; undefined where no index tells. */
  readonly endTicks: number | undefined;
}

/** An index that names only the first of many fragments is not worth a walk through all others. */
const MAX_WALK = 64;

/** Stands at the first fragment; on the way there may be an index. */
const findStart = async (walker: BoxWalker, timescale: number) => {
  let sidx: SegmentIndex | undefined;
  for (let box = await walker.next(); box !== null; box = await walker.next()) {
    if (box.type === 'moof') {
      walker.unread(box);
      break;
    }
    if (box.type === 'sidx') sidx ??= await readSidx(walker, box, timescale);
    walker.leave(box);
  }
  return sidx;
};

/** Where the fragments from `mark` on end; undefined when there are too many. */
const endFrom = async (fragments: Fragments, mark: FragmentMark): Promise<number | undefined> => {
  fragments.jump(mark);
  let endTicks = mark.ticks;
  for (let count = 0; count < MAX_WALK; count += 1) {
    const fragment = await fragments.next();
    if (fragment === null) return endTicks;
    endTicks = Math.max(endTicks, fragment.endTicks);
  }
  return undefined;
};

/**
 * @param bodyAt offset behind `moov`
 * @param tableEnd time at which the samples end that are not in fragments; undefined when there are none
 */
export const openFragments = async (
  walker: BoxWalker,
  track: FragmentTrack & { readonly timescale: number },
  bodyAt: number,
  tableEnd: number | undefined,
): Promise<OpenedFragments> => {
  walker.goTo(bodyAt);
  const sidx = tableEnd === undefined ? await findStart(walker, track.timescale) : undefined;
  const offset = walker.reader.position;
  const fragments = new Fragments(walker, track, { offset, ticks: tableEnd ?? 0 });
  // The data of the samples in the table come first.
  if (tableEnd !== undefined) await fragments.enterMedia();
  const start = fragments.mark;
  if (sidx !== undefined && (await coversFile(walker, sidx))) return { fragments, start, ...sidx };

  const mfra = await readMfra(walker, track.id);
  const last = mfra?.marks.at(-1);
  const endTicks = last && (await endFrom(fragments, last));
  fragments.jump(start);
  return { fragments, start, marks: mfra?.marks ?? [], endTicks };
};
