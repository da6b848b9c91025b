import * as t from 'io-ts';
import { describe, expect, it } from 'vitest';
import { createFilters, LAVADSPX, pluginFilter } from '../../../src/dsp/index.ts';
import type { PluginOperator } from '../../../src/dsp/index.ts';
import * as own from './plugin.formulas.ts';
import { largest, plugins, run, sound } from './support.ts';

const scaled = (factor: number) => (channel: Float32Array) =>
  channel.forEach((x, i) => (channel[i] = factor * x));

/** An embedder’s filter, louder by a factor; says what happens to it. */
const gain = (told: string[] = []) => {
  class Gain implements PluginOperator {
    now = 0;
    readonly tailSamples = 200_000;
    readonly #factor: number;
    constructor(factor: number) {
      this.#factor = factor;
      told.push(`open ${factor}`);
    }
    process(left: Float32Array, right: Float32Array): void {
      this.now = this.#factor;
      [left, right].forEach(scaled(this.#factor));
    }
    adopt(before: PluginOperator): void {
      if (before instanceof Gain) told.push(`adopt ${before.now}`);
    }
    free(): void {
      told.push(`free ${this.#factor}`);
    }
  }
  return pluginFilter({
    name: 'gain',
    settings: t.type({ factor: t.number }),
    enabled: ({ factor }) => factor !== 1,
    problem: ({ factor }) => (factor >= 0 ? null : `factor must not be negative, but is ${factor}`),
    open: ({ factor }) => new Gain(factor),
  });
};

describe('an embedder’s filter', () => {
  const filters = createFilters({ plugins: [...LAVADSPX, gain()] });

  it('is one of them', () => {
    expect(filters.pluginNames).toEqual(['echo', 'high-pass', 'low-pass', 'normalization', 'gain']);
    const input = sound();
    const loud = input.map((channel) => channel.map((x) => 2 * x));
    const set = plugins({ normalization: { maxAmplitude: 0.5 }, gain: { factor: 2 } });
    // Registered last, it is passed first.
    const expected = own.normalization([loud[0] ?? input[0], loud[1] ?? input[1]], 0.5, true);
    expect(largest(run(set, input, 333, filters), expected)).toBeLessThan(1e-6);
    expect(filters.chain(plugins({ gain: { factor: 1 } }))).toBeNull();
  });

  it('says what cannot be; what it cannot read is said for it', () => {
    expect(filters.problem(plugins({ gain: { factor: -1 } }))).toBe(
      'pluginFilters.gain.factor must not be negative, but is -1',
    );
    expect(filters.problem(plugins({ gain: { factor: 'x' } }))).toBe(
      'pluginFilters.gain.factor must be number, not "x"',
    );
    expect(filters.problem(plugins({ gain: {} }))).toBe(
      'pluginFilters.gain.factor must be number, but is missing',
    );
    expect(filters.problem({ pluginFilters: [{ name: 'gain', json: '{' }] })).toBe(
      'pluginFilters.gain must be JSON',
    );
    expect(filters.chain(plugins({ gain: { factor: 'x' } }))).toBeNull();
  });

  it('goes on from its former self, and is freed once', () => {
    const told: string[] = [];
    const own = createFilters({ plugins: [gain(told)] });
    const [left, right] = sound(960);
    const first = own.chain(plugins({ gain: { factor: 2 } }));
    first?.process(left, right);
    const second = own.chain(plugins({ gain: { factor: 3 } }));
    if (first !== null) second?.adopt(first);
    // However long it says that it rings on.
    expect(second?.tailSamples).toBe(96_000);
    first?.free();
    second?.free();
    expect(told).toEqual(['open 2', 'open 3', 'adopt 2', 'free 2', 'free 3']);
  });

  it.each(['', 'volume', 'lowPass'])('is not called %j', (name) => {
    const settings = t.unknown;
    const make = () =>
      pluginFilter({
        name,
        settings,
        enabled: () => true,
        problem: () => null,
        open: () => ({ process() {} }),
      });
    expect(make).toThrow(RangeError);
  });

  it('has a name of its own', () => {
    expect(() => createFilters({ plugins: [...LAVADSPX, gain(), gain()] })).toThrow(
      'Two plugin filters are called "gain".',
    );
  });
});

describe('a change of settings', () => {
  it('of an echo: what was heard before still echoes, after the new time', () => {
    const filters = createFilters();
    const chain = (echoLength: number) => filters.chain(plugins({ echo: { echoLength, decay: 0.5 } }));
    const [before, after] = [chain(0.02), chain(0.01)];
    const [left, right] = [new Float32Array(960), new Float32Array(960)];
    left[900] = 1;
    right[500] = 1;
    before?.process(left, right);
    if (before !== null) after?.adopt(before);
    const [l, r] = [new Float32Array(960), new Float32Array(960)];
    after?.process(l, r);
    // 480 samples later; what lies further back than that is no echo any more.
    expect([l[900 + 480 - 960], l[900 + 960 - 960]]).toEqual([0.5, 0.25]);
    expect(r[500 + 480 - 960 + 480]).toBe(0.25);
    before?.free();
    after?.free();
  });

  it.each([
    { 'low-pass': [{ cutoffFrequency: 100 }, { cutoffFrequency: 100, boostFactor: 1.0001 }] },
    { 'high-pass': [{ cutoffFrequency: 100 }, { cutoffFrequency: 100.001 }] },
    { normalization: [{ maxAmplitude: 0.1 }, { maxAmplitude: 0.1001 }] },
  ])('to almost the same is almost the same: %j', (change) => {
    const filters = createFilters();
    const [name, [one, other]] = Object.entries(change)[0] as [string, [object, object]];
    const input = sound();
    const [l, r] = [input[0].slice(), input[1].slice()];
    const [before, after] = [one, other].map((set) => filters.chain(plugins({ [name]: set })));
    before?.process(l.subarray(0, 4800), r.subarray(0, 4800));
    if (before) after?.adopt(before);
    after?.process(l.subarray(4800), r.subarray(4800));
    expect(largest([l, r], run(plugins({ [name]: one }), input))).toBeLessThan(2e-3);
    before?.free();
    after?.free();
  });
});
