/**
 * What comes out of the graph. Plain data only: an event may cross a thread or a wire.
 */
import type { EncoderQuality, StreamTitle } from './ports.ts';
import type { Address, FilterSettings, JsonText, NextTrack, Track, VoiceCredentials } from './commands.ts';
import type { VoiceReport } from './voice/history.ts';
import type { VoiceRefusal } from './voice/signal.ts';

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

/** How well a connected player's sound gets through. Figures of sound are of the last 5 s, and idle ones while nothing plays. */
export interface VoiceHealth {
  /** 0 … 100. */
  readonly score: number;
  /** Is it below the threshold, or not yet well above it again? */
  readonly isLow: boolean;
  /** Last heartbeat round trip; 0 before the first one. */
  readonly pingMs: number;
  /** Smoothed difference of consecutive round trips. */
  readonly jitterMs: number;
  /** 0 … 1: frames that were due and not there. */
  readonly missedShare: number;
  /** Sound that is fetched ahead; null while nothing plays, or when the rest of the track is there. */
  readonly bufferMs: number | null;
  /** Mean lateness of the frames that were sent. */
  readonly lateMs: number;
  /** Connections got back with a new session in the last 5 minutes. */
  readonly reconnects: number;
}

/** Adaptive quality took something away, or gave it back. */
export interface QualityChange {
  readonly reason: 'load' | 'network' | 'recovered';
  /** The most that is allowed from now on, beside what is configured; null: everything. `bitrate` may be Infinity. */
  readonly limit: EncoderQuality | null;
}

/** How a player's sound is encoded now, where it is encoded. */
export interface PlayerQuality extends EncoderQuality {
  /** Encoded simpler because of load? */
  readonly isShed: boolean;
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
  | {
      readonly type: 'voiceResult';
      readonly requestId: string;
      readonly failure: string | null;
      /** It was not even tried: too many connections, or too many failures (then for how long). */
      readonly refusal?: VoiceRefusal;
    }
  /** A radio plays something else, as it says; up to the deep buffer's time before it is heard. */
  | ({ readonly type: 'streamTitle' } & StreamTitle)
  /** The connection has become bad (`isLow`), or good again. */
  | { readonly type: 'voiceHealth'; readonly health: VoiceHealth }
  /** Adaptive quality changed how the sound is encoded. */
  | { readonly type: 'voiceQuality'; readonly change: QualityChange };

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
  /** What follows it; absent where nothing was set. */
  readonly next?: NextTrack | null;
  readonly volume: number;
  readonly filters: FilterSettings;
  readonly paused: boolean;
  readonly endMs: number | null;
  readonly state: PlayerState;
  /** Null without a voice connection. */
  readonly health: VoiceHealth | null;
  /** Null where encoders cannot be changed. */
  readonly quality: PlayerQuality | null;
  /** The credentials of the last voice connection that opened. */
  readonly voice: VoiceCredentials | null;
  readonly frames: FrameCounts | null;
  /** What the voice connection went through; null while it was never asked for. */
  readonly report: VoiceReport | null;
}
