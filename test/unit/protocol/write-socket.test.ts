import { describe, expect, it } from 'vitest';
import {
  writePlayerUpdate,
  writeReady,
  writeRestStats,
  writeStats,
  writeTrackEnd,
  writeTrackException,
  writeTrackStart,
  writeTrackStuck,
  writeWebSocketClosed,
} from '../../../src/protocol/index.ts';
import { acceptMessage } from '../../support/lavalink.protocol.ts';
import { EXAMPLES } from './blob.examples.ts';
import { EXCEPTION, exception, STATE, state, TRACK_A } from './write.examples.ts';

const [A] = EXAMPLES;

describe('messages on the socket', () => {
  it('ready', () => {
    expect(writeReady({ resumed: false, sessionId: 'xtaug914v9k5032f' })).toBe(
      '{"op":"ready","resumed":false,"sessionId":"xtaug914v9k5032f"}',
    );
  });

  it('playerUpdate', () => {
    expect(writePlayerUpdate('1', state)).toBe(`{"op":"playerUpdate","state":${STATE},"guildId":"1"}`);
  });

  const event = (type: string, rest: string) => `{"op":"event","type":"${type}","guildId":"1",${rest}}`;
  const track = { track: A.track };

  it('events', () => {
    expect(writeTrackStart('1', track)).toBe(event('TrackStartEvent', `"track":${TRACK_A}`));
    expect(writeTrackEnd('1', track, 'loadFailed')).toBe(
      event('TrackEndEvent', `"track":${TRACK_A},"reason":"loadFailed"`),
    );
    expect(writeTrackException('1', track, exception)).toBe(
      event('TrackExceptionEvent', `"track":${TRACK_A},"exception":${EXCEPTION}`),
    );
    expect(writeTrackStuck('1', track, 10_000)).toBe(
      event('TrackStuckEvent', `"track":${TRACK_A},"thresholdMs":10000`),
    );
    expect(writeWebSocketClosed('1', { code: 4006, reason: '', byRemote: true })).toBe(
      event('WebSocketClosedEvent', '"code":4006,"reason":"","byRemote":true'),
    );
    // The one that no test of the whole node provokes.
    acceptMessage(JSON.parse(writeTrackStuck('1', track, 10_000)));
  });

  const stats = {
    players: 1,
    playingPlayers: 0,
    uptimeMs: 81767.5,
    memory: { free: 1, used: 2, allocated: 3, reservable: 4 },
    cpu: { cores: 16, systemLoad: 0.57, lavalinkLoad: Infinity },
  };
  const STATS =
    '"players":1,"playingPlayers":0,"uptime":81767,"memory":{"free":1,"used":2,"allocated":3,"reservable":4},' +
    '"cpu":{"cores":16,"systemLoad":0.57,"lavalinkLoad":0.0}}';

  it('stats', () => {
    expect(writeStats(stats, null)).toBe(`{"op":"stats","frameStats":null,${STATS}`);
    expect(writeStats(stats, { sent: 3001, nulled: 0, deficit: -1 })).toBe(
      `{"op":"stats","frameStats":{"sent":3001,"nulled":0,"deficit":-1},${STATS}`,
    );
    expect(writeRestStats(stats)).toBe(`{"frameStats":null,${STATS}`);
  });
});
