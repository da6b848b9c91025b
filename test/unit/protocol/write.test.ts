import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import type { Filters, TrackBlob } from '../../../src/protocol/index.ts';
import {
  decodeBody,
  decodeTrackBlob,
  UpdatePlayer,
  writeError,
  writeFilters,
  writeInfo,
  writeLoadResult,
  writePlayer,
  writePlayers,
  writeSession,
  writeTrack,
  writeTracks,
} from '../../../src/protocol/index.ts';
import { EXAMPLES } from './blob.examples.ts';
import { EXCEPTION, exception, INFO_A, STATE, state, TRACK_A } from './write.examples.ts';

const [A, , C, , HLS] = EXAMPLES;

describe('Track', () => {
  it('has its keys in order', () => {
    expect(writeTrack({ track: A.track })).toBe(TRACK_A);
    expect(writeTracks([{ track: A.track }, { track: A.track }])).toBe(`[${TRACK_A},${TRACK_A}]`);
  });

  it('writes the length of a stream exactly, and the container in pluginInfo', () => {
    const written = writeTrack({ track: C.track });
    expect(written).toContain(
      '"isSeekable":false,"author":"Unknown artist","length":9223372036854775807,"isStream":true',
    );
    expect(written).toContain('"pluginInfo":{"probeInfo":"mp3"},"userData":{}}');
    expect(writeTrack({ track: HLS.track })).toContain('"pluginInfo":{"probeInfo":"m3u|hls-outer"}');
    expect(writeTrack({ track: { ...C.track, tail: new Uint8Array() } })).toContain('"pluginInfo":{}');
  });

  it('puts the current position into info and into encoded', () => {
    const written: unknown = JSON.parse(writeTrack({ track: A.track, positionMs: 1234.9 }));
    const position = (encoded: unknown) => E.toUnion(decodeTrackBlob(String(encoded)));
    expect(written).toMatchObject({ info: { position: 1234 } });
    expect(position((written as { encoded: string }).encoded)).toMatchObject({ positionMs: 1234n });
    expect(writeTrack({ track: A.track, positionMs: 2n ** 62n })).toContain(
      '"position":4611686018427387904,',
    );
    expect(writeTrack({ track: A.track, positionMs: NaN })).toContain('"position":0,');
    expect(writeTrack({ track: A.track, positionMs: 1e18 })).toContain('"position":1000000000000000000,');
  });

  it('takes userData, pluginInfo and encoded as they are', () => {
    const written = writeTrack({
      track: A.track,
      encoded: A.base64,
      userData: '{"id":12345678901234567890}',
      pluginInfo: '{"a":1}',
    });
    expect(written).toBe(
      `{"encoded":"${A.base64}","info":${INFO_A},"pluginInfo":{"a":1},"userData":{"id":12345678901234567890}}`,
    );
  });

  it('escapes what needs it', () => {
    const track: TrackBlob = { ...A.track, title: '"\\\n\u2028\ud800', uri: null };
    const written: unknown = JSON.parse(writeTrack({ track }));
    expect(written).toMatchObject({ info: { title: '"\\\n\u2028\ud800', uri: null } });
  });
});

describe('Player', () => {
  it('without anything', () => {
    const player = writePlayer({
      guildId: '817327181659111454',
      track: null,
      volume: 100,
      paused: false,
      state: { timeMs: 1667857581613, positionMs: 0, connected: false, pingMs: -1 },
      voice: null,
      filters: {},
    });
    expect(player).toBe(
      '{"guildId":"817327181659111454","track":null,"volume":100,"paused":false,' +
        '"state":{"time":1667857581613,"position":0,"connected":false,"ping":-1},' +
        '"voice":{"token":"","endpoint":"","sessionId":"","channelId":null},"filters":{}}',
    );
  });

  it('with everything', () => {
    const player = {
      guildId: '1',
      track: { track: A.track },
      volume: 50,
      paused: true,
      state,
      voice: { token: 't', endpoint: 'e:443', sessionId: 's', channelId: '2' },
      filters: { volume: 1 },
    };
    const written =
      `{"guildId":"1","track":${TRACK_A},"volume":50,"paused":true,"state":${STATE},` +
      '"voice":{"token":"t","endpoint":"e:443","sessionId":"s","channelId":"2"},"filters":{"volume":1.0}}';
    expect(writePlayer(player)).toBe(written);
    expect(writePlayers([player])).toBe(`[${written}]`);
    expect(writePlayers([])).toBe('[]');
  });
});

describe('Filters', () => {
  const echo = (filters: string): string => {
    const result = decodeBody(UpdatePlayer, `{"filters":${filters}}`);
    if (E.isLeft(result)) throw new Error(result.left.reason);
    const read: Filters = result.right.filters ?? {};
    return writeFilters(read);
  };

  it.each([
    ['{}', '{}'],
    ['{"karaoke":null,"unknown":1}', '{}'],
    ['{"pluginFilters":{}}', '{}'],
    ['{"volume":1}', '{"volume":1.0}'],
    ['{"volume":0.3333333333333333}', '{"volume":0.33333334}'],
    ['{"volume":16777217}', '{"volume":1.6777216E7}'],
    ['{"equalizer":[]}', '{"equalizer":[]}'],
    [
      '{"equalizer":[{"gain":-0.25,"band":3},{"band":3}]}',
      '{"equalizer":[{"band":3,"gain":-0.25},{"band":3,"gain":1.0}]}',
    ],
    [
      '{"karaoke":{"filterBand":1}}',
      '{"karaoke":{"level":1.0,"monoLevel":1.0,"filterBand":1.0,"filterWidth":100.0}}',
    ],
    [
      '{"timescale":{"rate":0.3333333333333333}}',
      '{"timescale":{"speed":1.0,"pitch":1.0,"rate":0.3333333333333333}}',
    ],
    ['{"rotation":{"rotationHz":"0.2"}}', '{"rotation":{"rotationHz":0.2}}'],
    ['{"lowPass":{},"tremolo":{}}', '{"tremolo":{"frequency":2.0,"depth":0.5},"lowPass":{"smoothing":20.0}}'],
    ['{"pluginFilters":{"b\\"":{"x":1.50},"1":null}}', '{"pluginFilters":{"b\\"":{"x":1.5},"1":null}}'],
  ])('%s comes back as %s', (sent, written) => {
    expect(echo(sent)).toBe(written);
  });

  it('all of them come back in the order of the reference', () => {
    const objects = [
      'karaoke',
      'timescale',
      'tremolo',
      'vibrato',
      'distortion',
      'rotation',
      'channelMix',
      'lowPass',
    ];
    const reversed = objects.toReversed().map((name) => `"${name}":{}`);
    const written = echo(`{"pluginFilters":{"x":1},${reversed.join(',')},"equalizer":[],"volume":2}`);
    const keys = Object.keys(JSON.parse(written) as object);
    expect(keys).toEqual(['volume', 'equalizer', ...objects, 'pluginFilters']);
  });
});

describe('the other answers', () => {
  it('Info', () => {
    const info = writeInfo({
      version: { semver: '4.2.2', major: 4, minor: 2, patch: 2, preRelease: '' },
      buildTimeMs: -1,
      git: { branch: 'master', commit: 'e8503fd', commitTimeMs: 1772839275000 },
      jvm: '17.0.15',
      lavaplayer: '2.2.6',
      sourceManagers: ['local', 'http'],
      filters: ['volume'],
      plugins: [{ name: 'p', version: '1' }],
    });
    expect(info).toBe(
      '{"version":{"semver":"4.2.2","major":4,"minor":2,"patch":2,"preRelease":""},"buildTime":-1,' +
        '"git":{"branch":"master","commit":"e8503fd","commitTime":1772839275000},"jvm":"17.0.15",' +
        '"lavaplayer":"2.2.6","sourceManagers":["local","http"],"filters":["volume"],' +
        '"plugins":[{"name":"p","version":"1"}]}',
    );
  });

  it('Session', () => {
    expect(writeSession({ resuming: true, timeout: 2n ** 63n - 1n })).toBe(
      '{"resuming":true,"timeout":9223372036854775807}',
    );
  });

  it('LoadResult', () => {
    expect(writeLoadResult({ loadType: 'track', track: A.track })).toBe(
      `{"loadType":"track","data":${TRACK_A}}`,
    );
    expect(writeLoadResult({ loadType: 'search', tracks: [A.track] })).toBe(
      `{"loadType":"search","data":[${TRACK_A}]}`,
    );
    expect(
      writeLoadResult({
        loadType: 'playlist',
        playlist: { name: 'n', selectedTrack: -1, tracks: [A.track] },
      }),
    ).toBe(
      `{"loadType":"playlist","data":{"info":{"name":"n","selectedTrack":-1},"pluginInfo":{},"tracks":[${TRACK_A}]}}`,
    );
    expect(writeLoadResult({ loadType: 'empty' })).toBe('{"loadType":"empty","data":null}');
    expect(writeLoadResult({ loadType: 'error', failure: exception })).toBe(
      `{"loadType":"error","data":${EXCEPTION}}`,
    );
  });

  it('errors, with and without a trace', () => {
    const error = {
      timestampMs: 1667857581613,
      status: 404,
      error: 'Not Found',
      message: 'Session not found',
      path: '/v4/sessions/x/players/1',
    };
    const written = (trace: string) =>
      `{"timestamp":1667857581613,"status":404,"error":"Not Found",${trace}` +
      '"message":"Session not found","path":"/v4/sessions/x/players/1"}';
    expect(writeError(error)).toBe(written(''));
    expect(writeError({ ...error, trace: 'a\tb' })).toBe(written('"trace":"a\\tb",'));
  });
});
