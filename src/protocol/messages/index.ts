/** Everything that is said on the wire: requests are decoded, answers and events are written as JSON text. */
export type { BodyProblem } from './body.ts';
export { decodeBody } from './body.ts';
export type { BodyCodec } from './struct.codec.ts';
export {
  DecodeTracks,
  FreeAddress,
  UpdatePlayer,
  UpdatePlayerTrack,
  UpdateSession,
  VoiceState,
} from './requests.ts';
export type { EqualizerBand, FilterName } from './filters.ts';
export { FILTER_NAMES, Filters, LAVADSPX_FILTER_NAMES, sentFilterNames } from './filters.ts';
export type { PluginFilter } from './untyped.ts';

export type { TrackMessage } from './write-track.ts';
export { writeTrack, writeTracks } from './write-track.ts';
export type { PlayerMessage, StateMessage } from './write-player.ts';
export { writePlayer, writePlayers } from './write-player.ts';
export { writeFilters } from './write-filters.ts';
export type { LoadResultMessage, PlaylistMessage } from './write-load-result.ts';
export { writeLoadResult } from './write-load-result.ts';
export type { InfoMessage, SessionMessage } from './write-info.ts';
export { writeInfo, writeSession } from './write-info.ts';
export type { RoutePlannerDetails, RoutePlannerMessage } from './write-route-planner.ts';
export { writeRoutePlanner } from './write-route-planner.ts';
export type { VoiceChangeMessage, VoiceMessage } from './write-voice.ts';
export { writeVoice } from './write-voice.ts';
export type { ErrorMessage } from './write-error.ts';
export { writeError } from './write-error.ts';
export type { ExceptionMessage } from './write-exception.ts';
export { writeException } from './write-exception.ts';

export type { EndReason, ReadyMessage, WebSocketClosedMessage } from './write-socket.ts';
export {
  writePlayerUpdate,
  writeReady,
  writeTrackEnd,
  writeTrackException,
  writeTrackStart,
  writeTrackStuck,
  writeIcyMetadata,
  writeWebSocketClosed,
} from './write-socket.ts';
export type { FrameStatsMessage, StatsMessage } from './write-stats.ts';
export { writeRestStats, writeStats } from './write-stats.ts';
