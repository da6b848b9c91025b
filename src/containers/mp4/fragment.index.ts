/** Where in a fragmented file is which moment: `sidx` at its start, or `mfra` at its end (ISO 14496-12 §8.16.3, §8.8.9). */
import type { Box, BoxWalker } from './box.ts';
import { boxesIn } from './box.ts';
import { Fields } from './fields.ts';

export interface FragmentMark {
  /** Of the `moof` box, or of a box not far before it. */
  readonly offset: number;
  readonly ticks: number;
}

export interface FragmentIndex {
  readonly marks: readonly FragmentMark[];
  /** Time at which the last fragment ends; undefined where the index does not say. */
  readonly endTicks: number | undefined;
}

/** Of a `sidx` box. */
export interface SegmentIndex extends FragmentIndex {
  /** Offset behind the last fragment. */
  readonly end: number;
}

/** Reads a `sidx` box whose header was read. Its times become ticks of the track. */
export const readSidx = async (walker: BoxWalker, sidx: Box, timescale: number): Promise<SegmentIndex> => {
  const fields = new Fields(await walker.data(sidx));
  const version = fields.u32() >>> 24;
  const scale = timescale / Math.max(1, fields.skip(4).u32());
  let ticks = fields.wide(version);
  let offset = sidx.end + fields.wide(version);
  const marks: FragmentMark[] = [];
  for (let left = fields.skip(2).u16(); left > 0; left -= 1) {
    marks.push({ offset, ticks: ticks * scale });
    offset += fields.u32() & 0x7fffffff;
    ticks += fields.u32();
    fields.skip(4);
  }
  return { marks, endTicks: ticks * scale, end: offset };
};

const NEXT_PART = ['sidx', 'moof', 'styp'];

/**
 * Does a `sidx` box at the start speak of the whole file? Where each fragment has its own, it does not. Where we cannot
 * look behind its last fragment, one that knows several is taken for the only one.
 */
export const coversFile = async (walker: BoxWalker, { marks, end }: SegmentIndex): Promise<boolean> => {
  const { source } = walker.reader;
  if (source.size !== undefined && end >= source.size) return true;
  if (!source.seekable) return marks.length > 1;
  walker.reader.seek(end);
  const next = await walker.next();
  return next === null || !NEXT_PART.includes(next.type);
};

const MFRO_BYTES = 16;

const readTfra = (tfra: Uint8Array, trackId: number): FragmentMark[] => {
  const fields = new Fields(tfra);
  const version = fields.u32() >>> 24;
  if (fields.u32() !== trackId) return [];
  const lengths = fields.u32();
  const numberBytes = 3 + ((lengths >> 4) & 3) + ((lengths >> 2) & 3) + (lengths & 3);
  const marks: FragmentMark[] = [];
  for (let left = fields.count(numberBytes + (version === 0 ? 8 : 16)); left > 0; left -= 1) {
    const ticks = fields.wide(version);
    marks.push({ ticks, offset: fields.wide(version) });
    fields.skip(numberBytes);
  }
  return marks;
};

/** The index at the end of the file, which is found from its last 16 bytes; null if there is none. */
export const readMfra = async (walker: BoxWalker, trackId: number): Promise<FragmentIndex | null> => {
  const { reader } = walker;
  const { size, seekable } = reader.source;
  if (!seekable || size === undefined || size < MFRO_BYTES) return null;
  reader.seek(size - MFRO_BYTES);
  const mfro = await walker.next();
  if (mfro?.type !== 'mfro' || mfro.end !== size) return null;
  const length = new Fields(await walker.data(mfro)).skip(4).u32();
  if (length < MFRO_BYTES || length > size) return null;
  reader.seek(size - length);
  const mfra = await walker.next();
  if (mfra?.type !== 'mfra' || mfra.end !== size) return null;
  const boxes = [...boxesIn(await walker.data(mfra))].filter(({ type }) => type === 'tfra');
  const marks = boxes.flatMap(({ data }) => readTfra(data, trackId));
  return marks.length > 0 ? { marks, endTicks: undefined } : null;
};
