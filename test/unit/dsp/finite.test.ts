/** Whatever a PATCH may set: numbers come out, and silence stays cheap. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFilters, liveFilterBlocks, problemWith } from '../../../src/dsp/index.ts';
import type { FilterSettings } from '../../../streams/commands.ts';
import { plugins, run, sound } from './support.ts';

/** Any float32 that JSON can hold, often an extreme one. */
const any = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, 1, -1, 1e-45, 3.4028234663852886e38, -3.4028234663852886e38, 0.5, 1e9),
);
const within = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const settings: fc.Arbitrary<FilterSettings> = fc.record(
  {
    volume: within(0, 5),
    equalizer: fc.array(fc.record({ band: fc.integer({ min: 0, max: 14 }), gain: any }), { maxLength: 15 }),
    karaoke: fc.record({
      level: any,
      monoLevel: any,
      filterBand: any,
      filterWidth: any.map(Math.abs),
    }),
    tremolo: fc.record({ frequency: within(1e-9, 24_000), depth: within(0, 1) }),
    vibrato: fc.record({ frequency: within(1e-9, 14), depth: within(0, 1) }),
    rotation: fc.record({ rotationHz: within(-24_000, 24_000) }),
    distortion: fc.record({
      sinOffset: any,
      sinScale: any,
      cosOffset: any,
      cosScale: any,
      tanOffset: any,
      tanScale: any,
      offset: any,
      scale: any,
    }),
    channelMix: fc.record({ leftToLeft: any, leftToRight: any, rightToLeft: any, rightToRight: any }),
    lowPass: fc.record({ smoothing: any }),
    pluginFilters: fc
      .record({ echoLength: within(0, 0.01), decay: within(0, 1) })
      .map((echo) => [{ name: 'echo', json: JSON.stringify(echo) }]),
  },
  { requiredKeys: [] },
);

describe('the filters', () => {
  it('put out numbers, whatever a PATCH may set', () => {
    const input = sound(1500);
    const check = fc.property(settings, (set) => {
      expect(problemWith(set)).toBeNull();
      for (const channel of run(set, input)) expect(channel.every(Number.isFinite)).toBe(true);
    });
    fc.assert(check, { seed: 11, numRuns: 400 });
    expect(liveFilterBlocks()).toBe(0);
  });

  it.each<FilterSettings>([
    { lowPass: { smoothing: 20 } },
    { equalizer: [{ band: 0, gain: 0.2 }] },
    { karaoke: { level: 1, monoLevel: 1, filterBand: 220, filterWidth: 100 } },
    plugins({ 'low-pass': { cutoffFrequency: 80 } }),
    plugins({ 'high-pass': { cutoffFrequency: 80 } }),
    plugins({ echo: { echoLength: 0.01, decay: 0.5 } }),
  ])('come to rest in silence, where the smallest numbers are slow to reckon with: %j', (set) => {
    const chain = createFilters().chain(set);
    const [left, right] = sound(960);
    for (let frame = 0; frame < 250; frame += 1) {
      chain?.process(left, right);
      if (frame > 240) expect([...left, ...right].every((x) => x === 0)).toBe(true);
      left.fill(0);
      right.fill(0);
    }
    chain?.free();
  });
});
