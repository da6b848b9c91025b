/** What is written is what the codecs of answers describe, key for key. */
import type * as t from 'io-ts';
import { isRight } from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import type { Filters, PlayerMessage, StatsMessage as Figures } from '../../../src/protocol/index.ts';
import * as write from '../../../src/protocol/index.ts';
import * as answers from '../../../src/protocol/messages/answers/index.ts';
import { EXAMPLES } from './blob.examples.ts';
import { exception, state } from './write.examples.ts';

const [A, , C] = EXAMPLES;
const TRACKS = [{ track: A.track }, { track: C.track, userData: '{"a":[null,1]}' }];

const FIGURES: Figures = {
  players: 1,
  playingPlayers: 1,
  uptimeMs: 5,
  memory: { free: 1, used: 2, allocated: 3, reservable: 2 ** 40 },
  cpu: { cores: 2, systemLoad: 0.5, lavalinkLoad: 0 },
};
const ALL_FILTERS = write.decodeBody(
  write.Filters,
  '{"volume":1,"equalizer":[{"band":1}],"karaoke":{},"timescale":{},"tremolo":{},"vibrato":{},"distortion":{},' +
    '"rotation":{},"channelMix":{},"lowPass":{},"pluginFilters":{"echo":{"delay":1}}}',
);
const player = (more: Partial<PlayerMessage> = {}): PlayerMessage => ({
  guildId: '1',
  track: null,
  volume: 100,
  paused: false,
  state,
  voice: null,
  filters: {},
  ...more,
});
const allFilters: Filters = isRight(ALL_FILTERS) ? ALL_FILTERS.right : {};

const written: readonly (readonly [what: string, codec: t.Mixed, text: string])[] = [
  ...TRACKS.map((track): [string, t.Mixed, string] => ['a track', answers.Track, write.writeTrack(track)]),
  ['a player without anything', answers.Player, write.writePlayer(player())],
  [
    'a player with everything',
    answers.Player,
    write.writePlayer(
      player({
        track: { track: A.track },
        voice: { token: 't', endpoint: 'e', sessionId: 's', channelId: '1' },
        filters: allFilters,
      }),
    ),
  ],
  ['a track found', answers.LoadResult, write.writeLoadResult({ loadType: 'track', track: A.track })],
  ['a search', answers.LoadResult, write.writeLoadResult({ loadType: 'search', tracks: [A.track, C.track] })],
  [
    'a playlist',
    answers.LoadResult,
    write.writeLoadResult({
      loadType: 'playlist',
      playlist: { name: 'p', selectedTrack: -1, tracks: [A.track] },
    }),
  ],
  ['nothing found', answers.LoadResult, write.writeLoadResult({ loadType: 'empty' })],
  ['a failed load', answers.LoadResult, write.writeLoadResult({ loadType: 'error', failure: exception })],
  ['stats over REST', answers.Stats, write.writeRestStats(FIGURES)],
  ['stats', answers.SocketMessage, write.writeStats(FIGURES, null)],
  [
    'stats with frames',
    answers.SocketMessage,
    write.writeStats(FIGURES, { sent: 1, nulled: 0, deficit: -1 }),
  ],
  ['a session', answers.Session, write.writeSession({ resuming: true, timeout: 2n ** 63n - 1n })],
  ['ready', answers.SocketMessage, write.writeReady({ resumed: false, sessionId: 'x' })],
  ['playerUpdate', answers.SocketMessage, write.writePlayerUpdate('1', state)],
  ['TrackStart', answers.SocketMessage, write.writeTrackStart('1', { track: A.track })],
  ['TrackEnd', answers.SocketMessage, write.writeTrackEnd('1', { track: A.track }, 'cleanup')],
  ['TrackException', answers.SocketMessage, write.writeTrackException('1', { track: A.track }, exception)],
  ['TrackStuck', answers.SocketMessage, write.writeTrackStuck('1', { track: A.track }, 10_000)],
  [
    'WebSocketClosed',
    answers.SocketMessage,
    write.writeWebSocketClosed('1', { code: 4014, reason: '', byRemote: true }),
  ],
  [
    'an error',
    answers.ErrorBody,
    write.writeError({ timestampMs: 1, status: 404, error: 'Not Found', message: 'm', path: '/' }),
  ],
  [
    'an error with its trace',
    answers.ErrorBody,
    write.writeError({
      timestampMs: 1,
      status: 404,
      error: 'Not Found',
      trace: 't',
      message: 'm',
      path: '/',
    }),
  ],
];

describe('a codec reads exactly what is written', () => {
  it.each(written)('%s', (_what, codec, text) => {
    const value: unknown = JSON.parse(text);
    expect(codec.decode(value)).toEqual({ _tag: 'Right', right: value });
  });

  it('and nothing else', () => {
    const track: unknown = JSON.parse(write.writeTrack({ track: A.track }));
    const { info, ...rest } = track as { readonly info: object };
    expect(answers.Track.is(track)).toBe(true);
    for (const key of Object.keys(info)) {
      const without = Object.fromEntries(Object.entries(info).filter(([name]) => name !== key));
      const isNullable = ['uri', 'artworkUrl', 'isrc'].includes(key);
      expect(answers.Track.is({ ...rest, info: { ...without, [key]: 1.5 } }), key).toBe(false);
      expect(answers.Track.is({ ...rest, info: { ...without, [key]: null } }), key).toBe(isNullable);
    }
    expect(answers.SocketMessage.is({ op: 'event', type: 'TrackStart', guildId: '1', track })).toBe(false);
    expect(answers.LoadResult.is({ loadType: 'track', data: null })).toBe(false);
  });
});
