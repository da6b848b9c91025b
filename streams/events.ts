/**
 * What comes out of the graph. Plain data only: an event may cross a thread or a wire.
 */
import type { Address, FilterSettings, JsonText, Track, VoiceCredentials } from './commands.ts';

export type Severity = 'common' | 'suspicious' | 'fault';

/** An expected failure of a load or of a track, as a value. */
export interface Failure {
  /** For people: what went wrong. */
  readonly message: string;
  readonly severity: Severity;
  /** Root cause: name and message. */
  readonly cause: string;
  /** Stack trace of the root cause, or the cause again where there is none. */
  readonly causeStackTrace: string;
}

export type TrackEndReason = 'finished' | 'loadFailed' | 'stopped' | 'replaced' | 'cleanup';

/** A track at a moment: where it was when the event happened, and the client's own data. */
export interface PlayingTrack {
  readonly track: Track;
  readonly userData: JsonText;
  /** Position of the sound that is heard now, ms. */
  readonly positionMs: number;
}

export interface PlayerState {
  /** Epoch ms. */
  readonly timeMs: number;
  /** ms in the current track, 0 without one. */
  readonly positionMs: number;
  /** Is the voice gateway's socket open? */
  readonly connected: boolean;
  /** Last heartbeat round trip; 0 before the first one, −1 without a connection. */
  readonly pingMs: number;
}

export type PlayerEvent =
  | { readonly type: 'trackStart'; readonly playing: PlayingTrack }
  | { readonly type: 'trackEnd'; readonly playing: PlayingTrack; readonly reason: TrackEndReason }
  | { readonly type: 'trackException'; readonly playing: PlayingTrack; readonly failure: Failure }
  | { readonly type: 'trackStuck'; readonly playing: PlayingTrack; readonly thresholdMs: number }
  | {
      readonly type: 'webSocketClosed';
      readonly code: number;
      readonly reason: string;
      readonly byRemote: boolean;
    }
  | { readonly type: 'playerUpdate'; readonly state: PlayerState }
  /** The answer to a `voice` command: the voice gateway's socket is open, or why it never will be. */
  | { readonly type: 'voiceResult'; readonly requestId: string; readonly failure: string | null };

export interface EngineEvent {
  readonly address: Address;
  readonly event: PlayerEvent;
}

/** Frames of the last completed wall-clock minute of one player; null while that minute was not played in full. */
export interface FrameCounts {
  readonly sent: number;
  readonly nulled: number;
}

/** Everything that GET player shows, at one moment. Plain data. */
export interface PlayerSnapshot {
  readonly address: Address;
  readonly playing: PlayingTrack | null;
  readonly volume: number;
  readonly filters: FilterSettings;
  readonly paused: boolean;
  readonly endMs: number | null;
  readonly state: PlayerState;
  /** The credentials of the last voice connection that opened. */
  readonly voice: VoiceCredentials | null;
  readonly frames: FrameCounts | null;
}
