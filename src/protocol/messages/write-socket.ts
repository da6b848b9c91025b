/** What the server sends over the WebSocket, but for stats (protocol §2.2, §2.3). */
import type { JsonText } from '../json/index.ts';
import { boolean, integer, object, string } from './text.ts';
import type { ExceptionMessage } from './write-exception.ts';
import { writeException } from './write-exception.ts';
import type { StateMessage } from './write-player.ts';
import { writeState } from './write-player.ts';
import type { TrackMessage } from './write-track.ts';
import { writeTrack } from './write-track.ts';

/** A client may start the next track by itself only after `finished` and `loadFailed`. */
export type EndReason = 'finished' | 'loadFailed' | 'stopped' | 'replaced' | 'cleanup';

export interface ReadyMessage {
  readonly resumed: boolean;
  readonly sessionId: string;
}

export const writeReady = (ready: ReadyMessage): JsonText =>
  object({
    op: '"ready"',
    resumed: boolean(ready.resumed),
    sessionId: string(ready.sessionId),
  });

export const writePlayerUpdate = (guildId: string, state: StateMessage): JsonText =>
  object({ op: '"playerUpdate"', state: writeState(state), guildId: string(guildId) });

const event = (type: string, guildId: string, fields: Readonly<Record<string, JsonText>>): JsonText =>
  object({ op: '"event"', type: string(type), guildId: string(guildId), ...fields });

export const writeTrackStart = (guildId: string, track: TrackMessage): JsonText =>
  event('TrackStartEvent', guildId, { track: writeTrack(track) });

export const writeTrackEnd = (guildId: string, track: TrackMessage, reason: EndReason): JsonText =>
  event('TrackEndEvent', guildId, { track: writeTrack(track), reason: string(reason) });

export const writeTrackException = (
  guildId: string,
  track: TrackMessage,
  exception: ExceptionMessage,
): JsonText =>
  event('TrackExceptionEvent', guildId, {
    track: writeTrack(track),
    exception: writeException(exception),
  });

/** `thresholdMs` is the configured one, not the time that has passed. */
export const writeTrackStuck = (guildId: string, track: TrackMessage, thresholdMs: number): JsonText =>
  event('TrackStuckEvent', guildId, { track: writeTrack(track), thresholdMs: integer(thresholdMs) });

/** How a connection to Discord's voice gateway ended. */
export interface WebSocketClosedMessage {
  readonly code: number;
  /** Empty if there was none. */
  readonly reason: string;
  readonly byRemote: boolean;
}

export const writeWebSocketClosed = (guildId: string, closed: WebSocketClosedMessage): JsonText =>
  event('WebSocketClosedEvent', guildId, {
    code: integer(closed.code),
    reason: string(closed.reason),
    byRemote: boolean(closed.byRemote),
  });

/** What a radio says that it plays. */
export interface IcyMetadataMessage {
  /** Null where there is none in what it says. */
  readonly title: string | null;
  readonly raw: string;
}

/** Not the reference's, so only for who asks for it (`lavalink.server.sources.httpIcyEvents`). */
export const writeIcyMetadata = (guildId: string, { title, raw }: IcyMetadataMessage): JsonText =>
  event('IcyMetadataEvent', guildId, { title: string(title), raw: string(raw) });
