/** What comes over the WebSocket (protocol §2.2, §2.3). */
import * as t from 'io-ts';
import { int32, int64 } from './leaf.ts';
import { StatsMessage } from './node.ts';
import { PlayerState } from './player.ts';
import { Exception, Track } from './track.ts';

export const Ready = t.strict(
  { op: t.literal('ready'), resumed: t.boolean, sessionId: t.string },
  'ReadyMessage',
);

export const PlayerUpdate = t.strict(
  { op: t.literal('playerUpdate'), guildId: t.string, state: PlayerState },
  'PlayerUpdateMessage',
);

const event = <T extends string, P extends t.Props>(type: T, props: P) =>
  t.strict({ op: t.literal('event'), type: t.literal(type), guildId: t.string, ...props }, type);

export const EndReason = t.keyof(
  { finished: null, loadFailed: null, stopped: null, replaced: null, cleanup: null },
  'EndReason',
);

export const Event = t.union(
  [
    event('TrackStartEvent', { track: Track }),
    event('TrackEndEvent', { track: Track, reason: EndReason }),
    event('TrackExceptionEvent', { track: Track, exception: Exception }),
    event('TrackStuckEvent', { track: Track, thresholdMs: int64 }),
    event('WebSocketClosedEvent', { code: int32, reason: t.string, byRemote: t.boolean }),
  ],
  'Event',
);

export const SocketMessage = t.union([Ready, PlayerUpdate, StatsMessage, Event], 'SocketMessage');
