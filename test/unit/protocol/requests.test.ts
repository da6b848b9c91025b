import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { describe, expect, it } from 'vitest';
import {
  decodeBody,
  DecodeTracks,
  FreeAddress,
  UpdatePlayer,
  UpdateSession,
  VoiceState,
} from '../../../src/protocol/index.ts';

const value = <A>(codec: t.Decoder<unknown, A>, text: string): A => {
  const result = decodeBody(codec, text);
  if (E.isLeft(result)) throw new Error(result.left.reason);
  return result.right;
};

const reason = (codec: t.Decoder<unknown, unknown>, text: string): string => {
  const result = decodeBody(codec, text);
  if (E.isRight(result)) throw new Error(`accepted: ${text}`);
  return result.left.reason;
};

const player = (text: string) => value(UpdatePlayer, text);

describe('UpdatePlayer', () => {
  it('reads every field', () => {
    const voice = { token: 't', endpoint: 'e', sessionId: 's', channelId: '1' };
    const body = `{"track":{"encoded":"QAAA","identifier":"i","userData":{"id":12345678901234567890,"a":1.50}},
      "encodedTrack":"x","identifier":"y","position":1000,"endTime":2000,"volume":50,"paused":true,
      "filters":{"volume":0.5},"voice":${JSON.stringify(voice)}}`;
    expect(player(body)).toEqual({
      track: { encoded: 'QAAA', identifier: 'i', userData: '{"id":12345678901234567890,"a":1.5}' },
      encodedTrack: 'x',
      identifier: 'y',
      position: 1000,
      endTime: 2000,
      volume: 50,
      paused: true,
      filters: { volume: 0.5 },
      voice,
    });
  });

  it('tells absent from null', () => {
    expect(player('{}')).toEqual({});
    expect(player('{"track":{}}')).toStrictEqual({ track: {} });
    expect(player('{"track":{"encoded":null},"encodedTrack":null,"endTime":null}')).toStrictEqual({
      track: { encoded: null },
      encodedTrack: null,
      endTime: null,
    });
  });

  it.each([
    ['track', 'expected an object'],
    ['identifier', 'expected a string'],
    ['position', 'expected an integer'],
    ['volume', 'expected an integer'],
    ['paused', 'expected a boolean'],
    ['filters', 'expected an object'],
    ['voice', 'expected an object'],
  ])('refuses null for %s', (field, expected) => {
    expect(reason(UpdatePlayer, `{"${field}":null}`)).toBe(`${field}: ${expected}, got null`);
  });

  it.each([
    ['{"track":{"identifier":null}}', 'track.identifier: expected a string, got null'],
    ['{"track":{"userData":null}}', 'track.userData: expected an object, got null'],
    ['{"track":{"userData":[]}}', 'track.userData: expected an object, got an array'],
    ['{"track":{"userData":"{}"}}', 'track.userData: expected an object, got "{}"'],
    ['{"track":{"userData":{"a":[{"b":NaN}]}}}', 'track.userData: holds "NaN"'],
    ['{"track":{"encoded":5}}', 'track.encoded: expected a string, got 5'],
    ['{"volume":"loud"}', 'volume: expected an integer, got "loud"'],
    ['{"volume":{}}', 'volume: expected an integer, got an object'],
    ['{"filters":{"equalizer":[{"band":0},{"gain":1}]}}', 'filters.equalizer[1].band: is missing'],
    [
      '{"voice":{"endpoint":null,"sessionId":"s"}}',
      'voice.token: is missing; voice.endpoint: expected a string, got null',
    ],
    ['5', 'expected an object, got 5'],
    ['[]', 'expected an object, got an array'],
    ['NaN', 'expected an object, got NaN'],
    ['{"volume":1,}', 'no JSON: unexpected "}" at 12'],
    ['\ufeff{}', 'no JSON: unexpected "\ufeff" at 0'],
    [`{"identifier":${'9'.repeat(50)}}`, `identifier: expected a string, got ${'9'.repeat(40)}…`],
  ])('says what is wrong with %s', (body, expected) => {
    expect(reason(UpdatePlayer, body)).toBe(expected);
  });

  it('names at most five faults', () => {
    const body = '{"track":1,"identifier":1,"position":"","volume":"","paused":1,"filters":1,"voice":1}';
    expect(reason(UpdatePlayer, body)).toMatch(/^track: .*; and 2 more$/);
  });

  it('ignores unknown keys, whatever their value', () => {
    const body =
      '{"volume":7,"Volume":"x","replaceCurrent":NaN,"junk":[{"a":+1}],"__proto__":{"paused":true}}';
    expect(player(body)).toStrictEqual({ volume: 7 });
  });

  it('lets the last of duplicate keys win', () => {
    expect(player('{"volume":"loud","volume":3}')).toEqual({ volume: 3 });
  });
});

describe('integers', () => {
  it.each([
    ['55', 55],
    ['"100"', 100],
    ['5e1', 50],
    ['"5e1"', 50],
    ['5E+1', 50],
    ['500e-1', 50],
    ['05', 5],
    ['"05"', 5],
    ['-0', 0],
    ['0e999999', 0],
    ['2147483647', 2147483647],
    ['-2147483648', -2147483648],
  ])('%s is %d', (written, volume) => {
    expect(player(`{"volume":${written}}`)).toEqual({ volume });
  });

  it.each([
    '55.0',
    '1.0',
    '"1.0"',
    '5e-1',
    '+5',
    '" 5"',
    '"5 "',
    '""',
    'true',
    '0x10',
    '1e',
    '1e999999',
    '1e-999999',
  ])('%s is none', (written) => {
    expect(reason(UpdatePlayer, `{"volume":${written}}`)).toMatch(/^volume: expected an integer, got /);
  });

  it('have a range', () => {
    const tooLarge = 'volume: expected an integer of 32 bits, got 2147483648';
    expect(reason(UpdatePlayer, '{"volume":2147483648}')).toBe(tooLarge);
    expect(player('{"position":9223372036854775807}')).toEqual({ position: 2 ** 63 });
    expect(reason(UpdatePlayer, '{"position":9223372036854775808}')).toMatch(/64 bits/);
    expect(reason(UpdatePlayer, `{"position":${'9'.repeat(1000)}}`)).toMatch(
      /^position: expected an integer/,
    );
  });
});

describe('booleans', () => {
  it.each([
    ['true', true],
    ['false', false],
    ['"TRUE"', true],
    ['"False"', false],
  ])('%s is %s', (written, paused) => {
    expect(player(`{"paused":${written}}`)).toEqual({ paused });
  });

  it.each(['1', '"1"', '"yes"', '" true"'])('%s is none', (written) => {
    expect(reason(UpdatePlayer, `{"paused":${written}}`)).toMatch(/^paused: expected a boolean, got /);
  });
});

describe('floats', () => {
  const volume = (written: string) => player(`{"filters":{"volume":${written}}}`).filters?.volume;
  const speed = (written: string) =>
    player(`{"filters":{"timescale":{"speed":${written}}}}`).filters?.timescale?.speed;

  it('of 32 bits are rounded to 32 bits', () => {
    expect(volume('0.3333333333333333')).toBe(Math.fround(1 / 3));
    expect(volume('16777217')).toBe(16777216);
    expect(volume('"0.25"')).toBe(0.25);
    expect(volume('1e-400')).toBe(0);
    expect(speed('0.3333333333333333')).toBe(1 / 3);
  });

  it.each(['NaN', '"NaN"', 'Infinity', '"Infinity"', '1e400', '1e39', '"1.0 "', 'null', '[]'])(
    '%s is none',
    (written) => {
      expect(() => volume(written)).toThrow(/^filters.volume: expected a number of 32 bits, got /);
    },
  );

  it('of 64 bits have a wider range', () => {
    expect(speed('1e39')).toBe(1e39);
    expect(() => speed('1e400')).toThrow('filters.timescale.speed: expected a number, got 1e400');
  });
});

describe('the other bodies', () => {
  it('VoiceState takes a missing channel for null, and refuses a number', () => {
    const rest = '"token":"","endpoint":"e","sessionId":"s"';
    const without = { token: '', endpoint: 'e', sessionId: 's', channelId: null };
    expect(value(VoiceState, `{${rest}}`)).toEqual(without);
    expect(value(VoiceState, `{${rest},"channelId":null}`)).toEqual(without);
    expect(reason(VoiceState, `{${rest},"channelId":5}`)).toBe('channelId: expected a string, got 5');
  });

  it('UpdateSession', () => {
    expect(value(UpdateSession, '{}')).toEqual({});
    expect(value(UpdateSession, '{"resuming":"True","timeout":9223372036854775807}')).toEqual({
      resuming: true,
      timeout: 9223372036854775807n,
    });
    expect(reason(UpdateSession, '{"resuming":null}')).toBe('resuming: expected a boolean, got null');
  });

  it('DecodeTracks', () => {
    expect(value(DecodeTracks, '["a","b"]')).toEqual(['a', 'b']);
    expect(value(DecodeTracks, '[]')).toEqual([]);
    expect(reason(DecodeTracks, '["a",5]')).toBe('[1]: expected a string, got 5');
    expect(reason(DecodeTracks, '"[]"')).toBe('expected an array, got "[]"');
  });

  it('FreeAddress', () => {
    expect(value(FreeAddress, '{"address":"1.0.0.1"}')).toEqual({ address: '1.0.0.1' });
    expect(reason(FreeAddress, '{}')).toBe('address: is missing');
  });
});
