import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFilters, LAVADSPX, problemWith } from '../../../src/dsp/index.ts';
import { LAVADSPX_FILTER_NAMES } from '../../../src/protocol/index.ts';
import * as formulas from './formulas.ts';
import type { Stereo } from './formulas.ts';
import * as own from './plugin.formulas.ts';
import { largest, plugins, run, sound } from './support.ts';

type Case = readonly [name: string, settings: object, formula: (input: Stereo) => Stereo];

const cases: readonly Case[] = [
  ['echo', { echoLength: 0.0301, decay: 0.5 }, (s) => own.echo(s, 0.0301, 0.5)],
  ['echo', { echoLength: 0.001, decay: 0.97 }, (s) => own.echo(s, 0.001, 0.97)],
  ['echo', { echoLength: 0.1, decay: 1 }, (s) => own.echo(s, 0.1, 1)],
  ['low-pass', { cutoffFrequency: 80 }, (s) => own.pass(s, 'low', 80, 1)],
  ['low-pass', { cutoffFrequency: 1, boostFactor: 100 }, (s) => own.pass(s, 'low', 1, 100)],
  ['low-pass', { cutoffFrequency: 23_999, boostFactor: 0.5 }, (s) => own.pass(s, 'low', 23_999, 0.5)],
  ['high-pass', { cutoffFrequency: 3000, boostFactor: 4 }, (s) => own.pass(s, 'high', 3000, 4)],
  ['high-pass', { cutoffFrequency: 20 }, (s) => own.pass(s, 'high', 20, 1)],
  ['high-pass', { cutoffFrequency: 23_000, boostFactor: 9 }, (s) => own.pass(s, 'high', 23_000, 9)],
  ['normalization', { maxAmplitude: 0.3 }, (s) => own.normalization(s, 0.3, true)],
  ['normalization', { maxAmplitude: 0.3, adaptive: false }, (s) => own.normalization(s, 0.3, false)],
  ['normalization', { maxAmplitude: 0.001, adaptive: false }, (s) => own.normalization(s, 0.001, false)],
];

/** Loud, then quiet: what a peak that is held, and one that is forgotten, differ in. */
const fading = (): Stereo => {
  const [l, r] = sound();
  return [l.map((x, i) => (i < 4000 ? x : x / 2)), r.map((x, i) => (i < 4000 ? x : x / 4))];
};

describe('the plugin filters', () => {
  it.each(cases)('%s %j is its formula to 1e-6', (name, settings, formula) => {
    const input = fading();
    expect(largest(run(plugins({ [name]: settings }), input), formula(input))).toBeLessThan(1e-6);
  });

  it('do not depend on the size of the blocks, and never put out what is not a number', () => {
    const hz = fc.double({ min: 0, max: 23_999.99, noNaN: true });
    const boostFactor = fc.double({ min: 0, max: 100, noNaN: true });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const set = fc.record({
      echo: fc.record({ echoLength: fc.double({ min: 0, max: 10, noNaN: true }), decay: share }),
      'low-pass': fc.record({ cutoffFrequency: hz, boostFactor }),
      'high-pass': fc.record({ cutoffFrequency: hz, boostFactor }),
      normalization: fc.record({ maxAmplitude: share, adaptive: fc.boolean() }),
    });
    const sizes = fc.array(fc.integer({ min: 1, max: 960 }), { minLength: 1, maxLength: 4 });
    // An extreme filter before them may be as loud as float32 can be.
    const level = fc.constantFrom(0, 1e-30, 1, 1e30);
    const check = fc.property(set, sizes, level, (settings, blocks, gain) => {
      expect(problemWith(plugins(settings))).toBeNull();
      const [l, r] = sound(2000);
      const input: Stereo = [l.map((x) => x * gain), r.map((x) => x * gain)];
      const whole = run(plugins(settings), input);
      expect(whole.every((channel) => channel.every(Number.isFinite))).toBe(true);
      expect(largest(run(plugins(settings), input, blocks), whole)).toBe(0);
    });
    fc.assert(check, { seed: 5, numRuns: 60 });
  });

  it('come before the ten, last registered first', () => {
    const input = sound();
    const set = {
      ...plugins({ echo: { echoLength: 0.01, decay: 0.9 }, normalization: { maxAmplitude: 0.2 } }),
      lowPass: { smoothing: 5 },
    };
    const first = own.normalization(input, 0.2, true);
    const expected = formulas.lowPass(own.echo(first, 0.01, 0.9), 5);
    expect(largest(run(set, input), expected)).toBeLessThan(1e-6);
  });

  it.each([
    { echo: null },
    { echo: {} },
    { echo: { echoLength: 0.3 } },
    { echo: { decay: 0, echoLength: 1 } },
    { 'low-pass': {}, 'high-pass': { cutoffFrequency: 0, boostFactor: 3 } },
    { normalization: { adaptive: true }, nobody: { knows: 'it' } },
  ])('are off: %j', (set) => {
    expect(problemWith(plugins(set))).toBeNull();
    expect(createFilters().chain(plugins(set))).toBeNull();
  });

  it.each([
    [{ echo: { echoLength: 11, decay: 0.5 } }, 'echo.echoLength must be from 0 to 10, not 11'],
    [{ echo: { echoLength: 1, decay: -1 } }, 'echo.decay must be from 0 to 1, not -1'],
    [{ echo: { decay: 'much' } }, 'echo.decay must be a number, not "much"'],
    [{ echo: [] }, 'echo must be an object, not []'],
    [{ echo: 1 }, 'echo must be an object, not 1'],
    [
      { 'low-pass': { cutoffFrequency: 24_000 } },
      'low-pass.cutoffFrequency must be from 0 to below 24000, not 24000',
    ],
    [
      { 'high-pass': { cutoffFrequency: 9, boostFactor: -0.5 } },
      'high-pass.boostFactor must be from 0 to 100, not -0.5',
    ],
    [{ normalization: { maxAmplitude: 1.5 } }, 'normalization.maxAmplitude must be from 0 to 1, not 1.5'],
    [
      { normalization: { maxAmplitude: 1, adaptive: 'perhaps' } },
      'normalization.adaptive must be true or false, not "perhaps"',
    ],
  ])('refuse %j', (set, problem) => expect(problemWith(plugins(set))).toBe(`pluginFilters.${problem}`));

  it('refuse numbers beyond any range', () => {
    const pluginFilters = [{ name: 'echo', json: '{"decay":1e999}' }];
    expect(problemWith({ pluginFilters })).toMatch(/^pluginFilters\.echo\.decay must be a number/);
  });

  it('take quoted values, as the ten do', () => {
    const input = sound();
    const set = plugins({ normalization: { maxAmplitude: '0.3', adaptive: 'false' } });
    expect(largest(run(set, input), own.normalization(input, 0.3, false))).toBeLessThan(1e-6);
  });

  it('have the names that configuration and /v4/info know', () => {
    expect(LAVADSPX.map(({ name }) => name)).toEqual(LAVADSPX_FILTER_NAMES);
  });
});
