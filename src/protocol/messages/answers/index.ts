/**
 * Codecs of everything that the node answers and says. The node writes with `write-*.ts`; these describe what it
 * writes: the OpenAPI document is made of them, the tests hold real answers against them, and a client may read with
 * them. Unknown keys are dropped.
 */
export { ErrorBody, FrameStats, Info, RoutePlannerStatus, Session, Stats, StatsMessage } from './node.ts';
export { Exception, Track, TrackInfo } from './track.ts';
export { LoadResult, Playlist } from './load.result.ts';
export { Player, PlayerFilters, PlayerState, PlayerVoice } from './player.ts';
export { VoiceConnection } from './voice.ts';
export { EndReason, Event, PlayerUpdate, Ready, SocketMessage } from './socket.ts';
