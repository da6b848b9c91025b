import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeBody,
  DecodeTracks,
  UpdatePlayer,
  UpdateSession,
  VoiceState,
  writePlayer,
} from '../../../src/protocol/index.ts';

const RUNS = { seed: 42, numRuns: 3000 };

const leaf = fc.oneof(
  fc.constantFrom(
    'null',
    'true',
    '"TRUE"',
    '""',
    '0',
    '05',
    '-1',
    '"7"',
    '5e1',
    '1.5',
    '1e400',
    'NaN',
    '{}',
    '[]',
  ),
  fc.json({ maxDepth: 2 }),
);

/** An object whose keys are mostly known ones. */
const objectOf = (keys: readonly string[], value: fc.Arbitrary<string>) =>
  fc
    .array(fc.tuple(fc.constantFrom(...keys, '__proto__', 'unknown'), value), { maxLength: 6 })
    .map((entries) => `{${entries.map(([key, text]) => `"${key}":${text}`).join(',')}}`);

const NUMBERS = [
  'band',
  'gain',
  'level',
  'speed',
  'depth',
  'rotationHz',
  'smoothing',
  'leftToLeft',
  'sinScale',
];
const filter = objectOf(NUMBERS, leaf);
const filters = objectOf(
  [
    'volume',
    'equalizer',
    'karaoke',
    'timescale',
    'vibrato',
    'rotation',
    'distortion',
    'channelMix',
    'pluginFilters',
  ],
  fc.oneof(
    leaf,
    filter,
    fc.array(filter, { maxLength: 3 }).map((bands) => `[${bands.join(',')}]`),
  ),
);
const patch = objectOf(
  ['track', 'encodedTrack', 'identifier', 'position', 'endTime', 'volume', 'paused', 'filters', 'voice'],
  fc.oneof(
    leaf,
    filters,
    objectOf(['encoded', 'identifier', 'userData'], leaf),
    objectOf(['token', 'endpoint', 'sessionId', 'channelId'], leaf),
  ),
);

describe('any body', () => {
  it.each([UpdatePlayer, UpdateSession, VoiceState, DecodeTracks])('never makes $name throw', (codec) => {
    fc.assert(
      fc.property(fc.oneof(patch, fc.json(), fc.string()), (text) => {
        const result = decodeBody<unknown>(codec, text);
        if (E.isLeft(result)) expect(result.left.reason).not.toBe('');
        else expect(codec.is(result.right)).toBe(true);
      }),
      RUNS,
    );
  });

  it('that is accepted can be written back as JSON', () => {
    let accepted = 0;
    const decodedFilters = fc
      .oneof(
        filters,
        filter.map((text) => `{"karaoke":${text}}`),
      )
      .map((text) => decodeBody(UpdatePlayer, `{"filters":${text}}`));
    fc.assert(
      fc.property(decodedFilters, (result) => {
        if (E.isLeft(result)) return;
        accepted += 1;
        const written = writePlayer({
          guildId: '1',
          track: null,
          volume: 100,
          paused: false,
          state: { timeMs: 0, positionMs: 0, connected: false, pingMs: -1 },
          voice: null,
          filters: result.right.filters ?? {},
        });
        const again = decodeBody(
          UpdatePlayer,
          written.replace('"track":null,', '').replace(/"voice":\{.*?\},/, ''),
        );
        const kept = Object.entries(result.right.filters ?? {}).filter(
          ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
        );
        const back = E.isRight(again) ? Object.entries(again.right.filters ?? {}) : [];
        expect(new Map(back.filter(([, value]) => !Array.isArray(value) || value.length > 0))).toEqual(
          new Map(kept),
        );
      }),
      RUNS,
    );
    expect(accepted).toBeGreaterThan(100);
  });
});
