/**
 * A chain of filters in the reference's order (audio.md §1.2): the sound travels
 *
 *     plugin filters → lowPass → channelMix → rotation → distortion → vibrato → tremolo → timescale
 *       → karaoke → equalizer → volume
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
import type { PluginOperator, Registry } from './plugins/index.ts';
import { rotation } from './rotation/index.ts';
import type { FilterSettings } from '../../streams/commands.ts';
import { Timescaler, timescaleEnabled } from './timescale/index.ts';
import { tremolo } from './tremolo/index.ts';
import { vibrato } from './vibrato/index.ts';
import { volume } from './volume/index.ts';

const BLOCK = 960;
const MAX_TAIL = 96_000;

type Named = readonly [name: string, filter: Filter];
type NamedPlugin = readonly [name: string, operator: PluginOperator];

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
  readonly #plugins: readonly NamedPlugin[];
  readonly #before: readonly Named[];
  readonly #timescaler: Timescaler | null;
  readonly #after: readonly Named[];

  constructor(kernel: Kernel, settings: FilterSettings, plugins: Registry) {
    this.#kernel = kernel;
    this.#plugins = plugins.open(settings.pluginFilters);
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
    const count = this.#plugins.length + this.#before.length + this.#after.length;
    return count === 0 && this.#timescaler === null;
  }

  get speed(): number {
    return this.#timescaler?.speed ?? 1;
  }

  get tailSamples(): number {
    const tails = this.#plugins.map(([, { tailSamples = 0 }]) => tailSamples);
    return Math.min(MAX_TAIL, Math.max(0, ...tails));
  }

  get pendingMs(): number {
    return this.#timescaler?.pendingMs ?? 0;
  }

  get stretches(): boolean {
    return this.#timescaler !== null;
  }

  adopt(previous: FilterChain): void {
    if (!(previous instanceof Chain)) return;
    const oldPlugins = new Map(previous.#plugins);
    for (const [name, operator] of this.#plugins) {
      const before = oldPlugins.get(name);
      if (before !== undefined) operator.adopt?.(before);
    }
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
      this.#first(l, r);
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
    this.#first(left, right);
    this.#run([...this.#before, ...this.#after], left, right);
  }

  #first(left: Float32Array, right: Float32Array): void {
    for (const [, operator] of this.#plugins) operator.process(left, right);
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
    for (const [, operator] of this.#plugins) operator.free?.();
    for (const [, filter] of [...this.#before, ...this.#after]) filter.free();
    this.#timescaler?.free();
  }
}

/** A chain for these settings; null when they would change nothing. The settings are valid (`problemWith`). */
export const openChain = (
  kernel: Kernel,
  settings: FilterSettings,
  plugins: Registry,
): FilterChain | null => {
  const chain = new Chain(kernel, settings, plugins);
  return chain.isEmpty ? null : chain;
};
