/** Player and its state (protocol §1.7, §2.4). */
import type { JsonText } from '../json/index.ts';
import type { Filters } from './filters.ts';
import type { VoiceState } from './requests.ts';
import { array, boolean, integer, object, string } from './text.ts';
import { writeFilters } from './write-filters.ts';
import type { TrackMessage } from './write-track.ts';
import { trackMembers, writeTrack } from './write-track.ts';

export interface StateMessage {
  /** Epoch ms. */
  readonly timeMs: number;
  /** ms in the current track, 0 without one. */
  readonly positionMs: number;
  /** Is the voice gateway's socket open? */
  readonly connected: boolean;
  /** Last heartbeat round trip; 0 before the first one, −1 without a connection. */
  readonly pingMs: number;
}

export interface PlayerMessage {
  readonly guildId: string;
  readonly track: TrackMessage | null;
  /** What follows the track; absent or null: nothing, and then no word of it. */
  readonly next?: (TrackMessage & { readonly crossfadeMs: number }) | null;
  readonly volume: number;
  readonly paused: boolean;
  readonly state: StateMessage;
  /** Of the last connection that opened; null if none ever did. */
  readonly voice: VoiceState | null;
  readonly filters: Filters;
}

const NO_VOICE: VoiceState = { token: '', endpoint: '', sessionId: '', channelId: null };

export const writeState = (state: StateMessage): JsonText =>
  object({
    time: integer(state.timeMs),
    position: integer(state.positionMs),
    connected: boolean(state.connected),
    ping: integer(state.pingMs),
  });

const writeVoice = (voice: VoiceState): JsonText =>
  object({
    token: string(voice.token),
    endpoint: string(voice.endpoint),
    sessionId: string(voice.sessionId),
    channelId: string(voice.channelId),
  });

const writeNext = (next: TrackMessage & { readonly crossfadeMs: number }): JsonText =>
  object({ ...trackMembers(next), crossfadeMs: integer(next.crossfadeMs) });

/** A Player; all keys are always there, but `nextTrack`, which only those see who set it. */
export const writePlayer = (player: PlayerMessage): JsonText =>
  object({
    guildId: string(player.guildId),
    track: player.track === null ? 'null' : writeTrack(player.track),
    volume: integer(player.volume),
    paused: boolean(player.paused),
    state: writeState(player.state),
    voice: writeVoice(player.voice ?? NO_VOICE),
    filters: writeFilters(player.filters),
    ...(player.next === null || player.next === undefined ? {} : { nextTrack: writeNext(player.next) }),
  });

/** An array of Players. */
export const writePlayers = (players: readonly PlayerMessage[]): JsonText => array(players.map(writePlayer));
