import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import type { Filters } from '../../../src/protocol/index.ts';
import { decodeBody, FILTER_NAMES, sentFilterNames, UpdatePlayer } from '../../../src/protocol/index.ts';

describe('Filters', () => {
  const filters = (text: string): Filters | undefined => {
    const result = decodeBody(UpdatePlayer, `{"filters":${text}}`);
    if (E.isLeft(result)) throw new Error(result.left.reason);
    return result.right.filters;
  };

  it('completes every filter with its defaults', () => {
    const body =
      '{"karaoke":{},"timescale":{},"tremolo":{},"vibrato":{},"distortion":{},"rotation":{},"channelMix":{},"lowPass":{}}';
    expect(filters(body)).toEqual({
      karaoke: { level: 1, monoLevel: 1, filterBand: 220, filterWidth: 100 },
      timescale: { speed: 1, pitch: 1, rate: 1 },
      tremolo: { frequency: 2, depth: 0.5 },
      vibrato: { frequency: 2, depth: 0.5 },
      distortion: {
        ...{ sinOffset: 0, sinScale: 1, cosOffset: 0, cosScale: 1 },
        ...{ tanOffset: 0, tanScale: 1, offset: 0, scale: 1 },
      },
      rotation: { rotationHz: 0 },
      channelMix: { leftToLeft: 1, leftToRight: 0, rightToLeft: 0, rightToRight: 1 },
      lowPass: { smoothing: 20 },
    });
  });

  it('gives a band without a gain a gain of 1', () => {
    expect(filters('{"equalizer":[{"band":3},{"band":15,"gain":0.25}]}')).toEqual({
      equalizer: [
        { band: 3, gain: 1 },
        { band: 15, gain: 0.25 },
      ],
    });
  });

  it.each(['{"volume":null}', '{"equalizer":null}', '{"pluginFilters":null}', '{"karaoke":{"level":null}}'])(
    'refuses %s',
    (text) => {
      expect(() => filters(text)).toThrow(/^filters\..*, got null$/);
    },
  );

  it('takes null for the eight that are objects, and keeps it', () => {
    const objects = FILTER_NAMES.filter((name) => name !== 'volume' && name !== 'equalizer');
    const off = Object.fromEntries(objects.map((name) => [name, null]));
    expect(Object.keys(off)).toHaveLength(8);
    expect(filters(JSON.stringify(off))).toStrictEqual(off);
  });

  it('knows what was sent, also as null, in the order of the check', () => {
    const sent = filters('{"pluginFilters":{"zeta":1,"volume":null},"lowPass":null,"volume":1,"other":1}');
    expect(sent && sentFilterNames(sent)).toEqual(['volume', 'lowPass', 'zeta', 'volume']);
    expect(sentFilterNames({})).toEqual([]);
  });

  it('keeps plugin filters as they were sent', () => {
    expect(filters('{"pluginFilters":{"b":{"id":12345678901234567890},"1":null}}')).toEqual({
      pluginFilters: [
        { name: 'b', json: '{"id":12345678901234567890}' },
        { name: '1', json: 'null' },
      ],
    });
  });
});
