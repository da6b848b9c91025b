import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { Filters, decodeBody } from '../../../src/protocol/index.ts';
import { refusedFilters } from '../../../src/server/player/filters.policy.ts';
import type { FilterSwitches } from '../../../src/server/player/filters.policy.ts';

const refused = (filters: object, switches: FilterSwitches = {}): readonly string[] => {
  const decoded = decodeBody(Filters, JSON.stringify(filters));
  if (E.isLeft(decoded)) throw new Error(decoded.left.reason);
  return refusedFilters(decoded.right, switches);
};

const NEUTRAL = {
  volume: 1,
  equalizer: [],
  karaoke: null,
  timescale: {},
  tremolo: { depth: 0, frequency: 9 },
  vibrato: { depth: 0 },
  distortion: {},
  rotation: {},
  channelMix: {},
  lowPass: { smoothing: 0.5 },
  pluginFilters: { echo: {} },
};

describe('refusedFilters', () => {
  it('takes whatever does not change the sound', () => {
    expect(refused(NEUTRAL)).toEqual([]);
    expect(refused(NEUTRAL, { volume: true, karaoke: true, echo: true })).toEqual([]);
  });

  it('names what is switched off as soon as it is mentioned, plugin filters last', () => {
    const switches = { echo: false, lowPass: false, karaoke: false, volume: false, reverb: false };
    expect(refused(NEUTRAL, switches)).toEqual(['volume', 'karaoke', 'lowPass', 'echo']);
    expect(refused({}, switches)).toEqual([]);
  });

  it('names whatever does, in the reference’s order', () => {
    expect(
      refused({
        lowPass: {},
        channelMix: { leftToRight: 0.1 },
        rotation: { rotationHz: -1 },
        distortion: { tanOffset: 1 },
        vibrato: {},
        tremolo: {},
        timescale: { rate: 0.5 },
        karaoke: {},
        equalizer: [
          { band: 0, gain: 0 },
          { band: 1, gain: -0.1 },
        ],
        volume: 0,
      }),
    ).toEqual([
      'volume',
      'equalizer',
      'karaoke',
      'timescale',
      'tremolo',
      'vibrato',
      'distortion',
      'rotation',
      'channelMix',
      'lowPass',
    ]);
  });
});
