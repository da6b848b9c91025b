/** The samples of one fragment: a `moof` box (ISO 14496-12 §8.8). */
import { boxesIn, boxIn } from './box.ts';
import { damaged, Fields } from './fields.ts';
import type { Sample, Samples } from './sample.ts';

/** What a fragment does not say about its samples (`trex`). */
export interface FragmentDefaults {
  readonly duration: number;
  readonly size: number;
}

/** An hour and a half of AAC; a run whose samples take no bytes in the table could claim any number. */
const MAX_SAMPLES = 1 << 18;

export interface FragmentTrack {
  readonly id: number;
  readonly defaults: FragmentDefaults;
}

interface TrackHeader extends FragmentDefaults {
  readonly trackId: number;
  /** Offset that the runs' offsets are relative to; undefined: the end of the track before. */
  readonly base: number | undefined;
}

interface Columns {
  readonly durations: number[];
  readonly sizes: number[];
  readonly offsets: number[];
}

const readHeader = (tfhd: Uint8Array, moofAt: number, defaults: FragmentDefaults): TrackHeader => {
  const fields = new Fields(tfhd);
  const flags = fields.u32() & 0xffffff;
  const trackId = fields.u32();
  const ownBase = (flags & 0x1) !== 0 ? fields.u64() : undefined;
  if ((flags & 0x2) !== 0) fields.skip(4);
  const duration = (flags & 0x8) !== 0 ? fields.u32() : defaults.duration;
  const size = (flags & 0x10) !== 0 ? fields.u32() : defaults.size;
  return { trackId, base: ownBase ?? ((flags & 0x20000) !== 0 ? moofAt : undefined), duration, size };
};

const readTime = (tfdt: Uint8Array | undefined): number | undefined => {
  if (tfdt === undefined) return undefined;
  const fields = new Fields(tfdt);
  return fields.wide(fields.u32() >>> 24);
};

/** Adds the samples of a `trun`; gives the offset behind them. */
const readRun = (
  trun: Uint8Array,
  header: TrackHeader,
  base: number,
  next: number,
  into: Columns,
): number => {
  const fields = new Fields(trun);
  const flags = fields.u32() & 0xffffff;
  const count = fields.u32();
  let offset = (flags & 0x1) !== 0 ? base + fields.i32() : next;
  if ((flags & 0x4) !== 0) fields.skip(4);
  if (into.sizes.length + count > MAX_SAMPLES) throw damaged();
  for (let index = 0; index < count; index += 1) {
    into.durations.push((flags & 0x100) !== 0 ? fields.u32() : header.duration);
    const size = (flags & 0x200) !== 0 ? fields.u32() : header.size;
    if ((flags & 0x400) !== 0) fields.skip(4);
    if ((flags & 0x800) !== 0) fields.skip(4);
    into.sizes.push(size);
    into.offsets.push(offset);
    offset += size;
  }
  return offset;
};

export class Fragment implements Samples {
  readonly #startTicks: number;
  readonly #columns: Columns;
  readonly endTicks: number;
  #index = 0;
  #ticks: number;

  constructor(columns: Columns, startTicks: number) {
    this.#columns = columns;
    this.#startTicks = startTicks;
    this.#ticks = startTicks;
    this.endTicks = columns.durations.reduce((ticks, duration) => ticks + duration, startTicks);
  }

  get count(): number {
    return this.#columns.sizes.length;
  }

  next(): Sample | null {
    const { offsets, sizes, durations } = this.#columns;
    const [offset, size, duration] = [offsets[this.#index], sizes[this.#index], durations[this.#index]];
    if (offset === undefined || size === undefined || duration === undefined) return null;
    const ticks = this.#ticks;
    this.#index += 1;
    this.#ticks += duration;
    return { offset, size, ticks, duration };
  }

  seek(ticks: number): void {
    const { durations } = this.#columns;
    this.#index = 0;
    this.#ticks = this.#startTicks;
    for (; this.#index < durations.length - 1; this.#index += 1) {
      const duration = durations[this.#index] ?? 0;
      if (this.#ticks + duration > ticks) return;
      this.#ticks += duration;
    }
  }
}

/**
 * Reads the data of a `moof` box that begins at `moofAt`.
 *
 * @param startTicks time of the first sample, for files that do not say it
 */
export const readFragment = (
  moof: Uint8Array,
  moofAt: number,
  track: FragmentTrack,
  startTicks: number,
): Fragment => {
  const columns: Columns = { durations: [], sizes: [], offsets: [] };
  let ticks: number | undefined;
  let next = moofAt;
  for (const { type, data } of boxesIn(moof)) {
    const tfhd = type === 'traf' ? boxIn(data, 'tfhd') : undefined;
    if (tfhd === undefined) continue;
    const header = readHeader(tfhd, moofAt, track.defaults);
    const base = header.base ?? next;
    const isOurs = header.trackId === track.id;
    if (isOurs) ticks ??= readTime(boxIn(data, 'tfdt'));
    next = base;
    // Runs of other tracks only tell where ours begin, in files that count from one to the next.
    const into = isOurs ? columns : { durations: [], sizes: [], offsets: [] };
    for (const run of boxesIn(data)) {
      if (run.type === 'trun') next = readRun(run.data, header, base, next, into);
    }
  }
  return new Fragment(columns, ticks ?? startTicks);
};
