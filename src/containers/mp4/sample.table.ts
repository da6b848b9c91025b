/** The samples of a whole track (`stbl`). Four bytes for each: the table of three hours takes 2 MB. */
import { damaged, Fields } from './fields.ts';
import { ChunkMap, SampleTimes } from './runs.ts';
import type { Sample, Samples } from './sample.ts';

/** Data of the boxes in `stbl`, by their types. */
export type TableBoxes = ReadonlyMap<string, Uint8Array>;

/** Sizes of all samples, or the one size that all have. */
interface Sizes {
  readonly count: number;
  readonly all: Uint32Array | null;
  readonly each: number;
}

const plainSizes = (stsz: Uint8Array): Sizes => {
  const fields = new Fields(stsz).skip(4);
  const each = fields.u32();
  if (each > 0) return { count: fields.u32(), all: null, each };
  const count = fields.count(4);
  return { count, all: Uint32Array.from({ length: count }, () => fields.u32()), each: 0 };
};

/** `stz2`: 4, 8 or 16 bits for each. */
const compactSizes = (stz2: Uint8Array): Sizes => {
  const fields = new Fields(stz2).skip(7);
  const bits = fields.u8();
  if (bits !== 4 && bits !== 8 && bits !== 16) throw damaged();
  const count = fields.count(bits / 8);
  let byte = 0;
  const half = (index: number): number => {
    if (index % 2 === 1) return byte & 15;
    byte = fields.u8();
    return byte >> 4;
  };
  const next = (index: number): number => {
    if (bits === 4) return half(index);
    return bits === 8 ? fields.u8() : fields.u16();
  };
  return { count, all: Uint32Array.from({ length: count }, (_, index) => next(index)), each: 0 };
};

const chunkOffsets = (boxes: TableBoxes): Float64Array => {
  const [stco, co64] = [boxes.get('stco'), boxes.get('co64')];
  if (stco === undefined && co64 === undefined) throw damaged();
  const fields = new Fields(stco ?? co64 ?? new Uint8Array(0)).skip(4);
  const count = fields.count(stco === undefined ? 8 : 4);
  return Float64Array.from({ length: count }, () => (stco === undefined ? fields.u64() : fields.u32()));
};

const boxOf = (boxes: TableBoxes, type: string): Uint8Array => {
  const data = boxes.get(type);
  if (data === undefined) throw damaged();
  return data;
};

export class SampleTable implements Samples {
  readonly #times: SampleTimes;
  readonly #chunks: ChunkMap;
  readonly #offsets: Float64Array;
  readonly #sizes: Sizes;
  readonly endTicks: number;
  readonly count: number;
  /** The next sample, and where it is. */
  #index = 0;
  #offset = 0;
  #leftInChunk = 0;

  /** Throws a ContainerError when a table is missing or lies about its length. */
  constructor(boxes: TableBoxes) {
    const stz2 = boxes.get('stz2');
    this.#times = new SampleTimes(boxOf(boxes, 'stts'));
    this.#offsets = chunkOffsets(boxes);
    this.#chunks = new ChunkMap(boxOf(boxes, 'stsc'), this.#offsets.length);
    this.#sizes = stz2 === undefined ? plainSizes(boxOf(boxes, 'stsz')) : compactSizes(stz2);
    this.count = Math.min(this.#sizes.count, this.#chunks.total);
    this.endTicks = this.#times.ticksOf(this.count);
  }

  next(): Sample | null {
    const index = this.#index;
    if (index >= this.count) return null;
    if (this.#leftInChunk === 0) this.#goTo(index);
    const size = this.#sizeOf(index);
    const sample: Sample = {
      offset: this.#offset,
      size,
      ticks: this.#times.ticksOf(index),
      duration: this.#times.durationOf(index),
    };
    this.#index += 1;
    this.#offset += size;
    this.#leftInChunk -= 1;
    return sample;
  }

  seek(ticks: number): void {
    this.#index = Math.max(0, Math.min(this.count - 1, this.#times.sampleAt(ticks)));
    this.#leftInChunk = 0;
  }

  #sizeOf(index: number): number {
    return this.#sizes.all?.[index] ?? this.#sizes.each;
  }

  #goTo(index: number): void {
    const { chunk, first, length } = this.#chunks.placeOf(index);
    let offset = this.#offsets[chunk] ?? Infinity;
    if (this.#sizes.all === null) offset += (index - first) * this.#sizes.each;
    else for (let before = first; before < index; before += 1) offset += this.#sizeOf(before);
    this.#offset = offset;
    this.#leftInChunk = first + length - index;
  }
}
