/** The segment's index: which cluster holds which moment (RFC 9559 §5.1.5). */
import { children, firstOf, uint } from './ebml.ts';
import type { ElementWalker } from './elements.ts';
import type { Headers } from './headers.ts';
import { Id } from './ids.ts';

export interface ClusterMark {
  readonly offset: number;
  readonly ms: number;
}

/** Reads the cues, in order of time; empty where there are none. Leaves the cursor there. */
export const readCues = async (walker: ElementWalker, headers: Headers): Promise<readonly ClusterMark[]> => {
  if (headers.cuesAt === undefined) return [];
  walker.reader.seek(headers.cuesAt);
  const element = await walker.next();
  if (element?.id !== Id.Cues || element.size === undefined) return [];
  const marks: ClusterMark[] = [];
  for (const { id, data } of children(await walker.data(element))) {
    const time = id === Id.CuePoint ? uint(firstOf(data, Id.CueTime)) : undefined;
    const positions = firstOf(data, Id.CueTrackPositions);
    const position = positions && uint(firstOf(positions, Id.CueClusterPosition));
    if (time === undefined || position === undefined) continue;
    marks.push({ offset: headers.segmentAt + position, ms: time * headers.msPerTick });
  }
  return marks.sort((a, b) => a.ms - b.ms);
};

/** Index of the last mark at or before `ms`; −1 if there is none. */
export const markBefore = (marks: readonly ClusterMark[], ms: number): number => {
  let low = -1;
  let high = marks.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((marks[middle]?.ms ?? Infinity) <= ms) low = middle;
    else high = middle;
  }
  return low;
};
