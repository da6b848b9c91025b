/** Two tables in which many equal entries are one (ISO 14496-12 §8.6.1.2, §8.7.4): times, and samples per chunk. */
import { Fields } from './fields.ts';
import { lastAtMost } from './sample.ts';

/** `stts`: how long samples are. */
export class SampleTimes {
  /** Of each run: its first sample, that one's time, and the length of each of its samples. */
  readonly #samples: Float64Array;
  readonly #ticks: Float64Array;
  readonly #deltas: Uint32Array;

  constructor(stts: Uint8Array) {
    const fields = new Fields(stts).skip(4);
    const count = fields.count(8);
    this.#samples = new Float64Array(count);
    this.#ticks = new Float64Array(count);
    this.#deltas = new Uint32Array(count);
    let sample = 0;
    let ticks = 0;
    for (let run = 0; run < count; run += 1) {
      const [length, delta] = [fields.u32(), fields.u32()];
      this.#samples[run] = sample;
      this.#ticks[run] = ticks;
      this.#deltas[run] = delta;
      sample += length;
      ticks += length * delta;
    }
  }

  ticksOf(sample: number): number {
    const run = lastAtMost(this.#samples, sample);
    return (this.#ticks[run] ?? 0) + (sample - (this.#samples[run] ?? 0)) * (this.#deltas[run] ?? 0);
  }

  durationOf(sample: number): number {
    return this.#deltas[lastAtMost(this.#samples, sample)] ?? 0;
  }

  /** The sample that sounds at `ticks`. */
  sampleAt(ticks: number): number {
    const run = lastAtMost(this.#ticks, ticks);
    const delta = this.#deltas[run] ?? 0;
    const within = delta === 0 ? 0 : Math.floor((ticks - (this.#ticks[run] ?? 0)) / delta);
    return Math.max(0, (this.#samples[run] ?? 0) + within);
  }
}

export interface ChunkPlace {
  readonly chunk: number;
  /** First sample of the chunk. */
  readonly first: number;
  /** Number of samples in it. */
  readonly length: number;
}

/** `stsc`: which samples are in which chunk. */
export class ChunkMap {
  /** Of each run: its first sample, its first chunk (from 0), and the samples in each of its chunks. */
  readonly #samples: Float64Array;
  readonly #chunks: Uint32Array;
  readonly #lengths: Uint32Array;
  /** Samples in all chunks. */
  readonly total: number;

  constructor(stsc: Uint8Array, chunkCount: number) {
    const fields = new Fields(stsc).skip(4);
    const count = fields.count(12);
    this.#samples = new Float64Array(count);
    this.#chunks = new Uint32Array(count);
    this.#lengths = new Uint32Array(count);
    for (let run = 0; run < count; run += 1) {
      this.#chunks[run] = Math.max(1, fields.u32()) - 1;
      this.#lengths[run] = fields.u32();
      fields.skip(4);
    }
    let sample = 0;
    for (let run = 0; run < count; run += 1) {
      const end = Math.min(chunkCount, this.#chunks[run + 1] ?? chunkCount);
      this.#samples[run] = sample;
      sample += Math.max(0, end - (this.#chunks[run] ?? 0)) * (this.#lengths[run] ?? 0);
    }
    this.total = sample;
  }

  /** The chunk with this sample, which must be below `total`. */
  placeOf(sample: number): ChunkPlace {
    const run = lastAtMost(this.#samples, sample);
    const length = this.#lengths[run] ?? 0;
    const start = this.#samples[run] ?? 0;
    const chunks = length === 0 ? 0 : Math.floor((sample - start) / length);
    return { chunk: (this.#chunks[run] ?? 0) + chunks, first: start + chunks * length, length };
  }
}
