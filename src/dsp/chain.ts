/**
 * A chain of filters in the reference's order (audio.md §1.2): the sound travels
 *
 *     lowPass → channelMix → rotation → distortion → vibrato → tremolo → timescale → karaoke → equalizer → volume
 *
 * Filters that would change nothing are left out, so a chain of defaults is no chain at all.
 */
import type { FilterChain, Pcm } from '../../streams/ports.ts';
import { channelMix } from './channel-mix/index.ts';
import { distortion } from './distortion/index.ts';
import { equalizer } from './equalizer/index.ts';
import type { Filter, FilterKind } from './filter.ts';
import { karaoke } from './karaoke/index.ts';
import type { Kernel } from './kernel.ts';
import { lowPass } from './low-pass/index.ts';
import { rotation } from './rotation/index.ts';
import type { FilterSettings } from '../../streams/commands.ts';
import { Timescaler, timescaleEnabled } from './timescale/index.ts';
import { tremolo } from './tremolo/index.ts';
import { vibrato } from './vibrato/index.ts';
import { volume } from './volume/index.ts';

const BLOCK = 960;

type Named = readonly [name: string, filter: Filter];

const opened = <S>(
  name: string,
  kind: FilterKind<S>,
  kernel: Kernel,
  settings: S | null | undefined,
): Named[] =>
  settings === undefined || settings === null || !kind.enabled(settings)
    ? []
    : [[name, kind.open(kernel, settings)]];

class Chain implements FilterChain {
  readonly #kernel: Kernel;
  readonly #before: readonly Named[];
  readonly #timescaler: Timescaler | null;
  readonly #after: readonly Named[];

  constructor(kernel: Kernel, settings: FilterSettings) {
    this.#kernel = kernel;
    this.#before = [
      ...opened('lowPass', lowPass, kernel, settings.lowPass),
      ...opened('channelMix', channelMix, kernel, settings.channelMix),
      ...opened('rotation', rotation, kernel, settings.rotation),
      ...opened('distortion', distortion, kernel, settings.distortion),
      ...opened('vibrato', vibrato, kernel, settings.vibrato),
      ...opened('tremolo', tremolo, kernel, settings.tremolo),
    ];
    const { timescale } = settings;
    this.#timescaler =
      timescale === undefined || timescale === null || !timescaleEnabled(timescale)
        ? null
        : new Timescaler(kernel, timescale);
    this.#after = [
      ...opened('karaoke', karaoke, kernel, settings.karaoke),
      ...opened('equalizer', equalizer, kernel, settings.equalizer),
      ...opened('volume', volume, kernel, settings.volume),
    ];
  }

  get isEmpty(): boolean {
    return this.#before.length + this.#after.length === 0 && this.#timescaler === null;
  }

  get speed(): number {
    return this.#timescaler?.speed ?? 1;
  }

  get pendingMs(): number {
    return this.#timescaler?.pendingMs ?? 0;
  }

  get stretches(): boolean {
    return this.#timescaler !== null;
  }

  adopt(previous: FilterChain): void {
    if (!(previous instanceof Chain)) return;
    const old = new Map([...previous.#before, ...previous.#after]);
    for (const [name, filter] of [...this.#before, ...this.#after]) {
      const before = old.get(name);
      if (before !== undefined) filter.adopt(before);
    }
  }

  push({ left, right }: Pcm): void {
    for (let from = 0; from < left.length; from += BLOCK) {
      const l = left.subarray(from, from + BLOCK);
      const r = right.subarray(from, from + BLOCK);
      this.#run(this.#before, l, r);
      this.#timescaler?.push(l, r);
    }
  }

  flush(): void {
    this.#timescaler?.flush();
  }

  get available(): number {
    return this.#timescaler?.available ?? 0;
  }

  take(left: Float32Array, right: Float32Array): number {
    const count = this.#timescaler?.take(left, right) ?? 0;
    this.#run(this.#after, left.subarray(0, count), right.subarray(0, count));
    return count;
  }

  process(left: Float32Array, right: Float32Array): void {
    this.#run([...this.#before, ...this.#after], left, right);
  }

  /** One copy in, one copy out, whatever the number of filters. */
  #run(filters: readonly Named[], left: Float32Array, right: Float32Array): void {
    if (filters.length === 0) return;
    const { run } = this.#kernel;
    const l = this.#kernel.floats(run.left(), left.length);
    const r = this.#kernel.floats(run.right(), right.length);
    l.set(left);
    r.set(right);
    for (const [, filter] of filters) filter.process(left.length);
    left.set(l);
    right.set(r);
  }

  free(): void {
    for (const [, filter] of [...this.#before, ...this.#after]) filter.free();
    this.#timescaler?.free();
  }
}

/** A chain for these settings; null when they would change nothing. The settings are valid (`problemWith`). */
export const openChain = (kernel: Kernel, settings: FilterSettings): FilterChain | null => {
  const chain = new Chain(kernel, settings);
  return chain.isEmpty ? null : chain;
};
