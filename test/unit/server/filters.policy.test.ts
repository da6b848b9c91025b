import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { Filters, decodeBody } from '../../../src/protocol/index.ts';
import { availableFilters, refusedFilters } from '../../../src/server/player/filters.policy.ts';

const refused = (filters: object, switches: Readonly<Record<string, boolean>>): readonly string[] => {
  const decoded = decodeBody(Filters, JSON.stringify(filters));
  if (E.isLeft(decoded)) throw new Error(decoded.left.reason);
  return refusedFilters(decoded.right, switches);
};

describe('refusedFilters', () => {
  const mentioned = { lowPass: null, volume: 1, karaoke: {}, pluginFilters: { echo: {} } };

  it('takes everything that is not switched off', () => {
    expect(refused(mentioned, {})).toEqual([]);
    expect(refused(mentioned, { volume: true, karaoke: true, echo: true })).toEqual([]);
  });

  it('names what is switched off as soon as it is mentioned, plugin filters last', () => {
    const switches = { echo: false, lowPass: false, karaoke: false, volume: false, reverb: false };
    expect(refused(mentioned, switches)).toEqual(['volume', 'karaoke', 'lowPass', 'echo']);
    expect(refused({}, switches)).toEqual([]);
  });
});

describe('availableFilters', () => {
  it('are the ten, without those that are switched off', () => {
    expect(availableFilters({})).toHaveLength(10);
    expect(availableFilters({ rotation: false, unknown: false })).not.toContain('rotation');
  });

  it('then the plugins’, without those that are switched off', () => {
    const names = availableFilters({ volume: false, echo: false }, ['echo', 'reverb']);
    expect([names[0], names.slice(9)]).toEqual(['equalizer', ['reverb']]);
  });
});
