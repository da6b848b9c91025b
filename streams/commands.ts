/**
 * What goes into the graph. Plain data only: a command may cross a thread or a wire.
 */

/** JSON text, kept as text so that every digit of a number in it survives. Always one complete JSON value. */
export type JsonText = string;

/** A track as the pipeline needs it and as its blob stores it. Plain data. */
export interface Track {
  readonly title: string;
  readonly author: string;
  /** Length in ms; {@link UNKNOWN_LENGTH_MS} (2^63−1) where it is not known. */
  readonly lengthMs: bigint;
  readonly identifier: string;
  readonly isStream: boolean;
  readonly uri: string | null;
  readonly artworkUrl: string | null;
  readonly isrc: string | null;
  readonly sourceName: string;
  /** The source's own bytes of the blob, e.g. one `utf` with the container's name for `http` and `local`. */
  readonly tail: Uint8Array;
  /** The position stored in the blob, ms. */
  readonly positionMs: bigint;
}

/** Length of a track of which nobody knows the length, as the reference writes it. */
export const UNKNOWN_LENGTH_MS = 9223372036854775807n;

/** Four values that a client got from Discord. `channelId` is null where the client does not know it. */
export interface VoiceCredentials {
  readonly token: string;
  readonly endpoint: string;
  readonly sessionId: string;
  readonly channelId: string | null;
}

/** Who a command is for: one player of one session. Several bots (users) may play in one guild. */
export interface Address {
  readonly sessionId: string;
  readonly guildId: string;
  readonly userId: string;
}

/** The settings of one filter beyond the ten, as a client sent them: it is for the filter of that name to read them. */
export interface PluginFilterSetting {
  readonly name: string;
  readonly json: JsonText;
}

/** The filters as a client sets them (protocol §6): those that were sent, complete with defaults; null is off. */
export interface FilterSettings {
  readonly volume?: number;
  readonly equalizer?: readonly { readonly band: number; readonly gain: number }[];
  readonly karaoke?: {
    readonly level: number;
    readonly monoLevel: number;
    readonly filterBand: number;
    readonly filterWidth: number;
  } | null;
  readonly timescale?: { readonly speed: number; readonly pitch: number; readonly rate: number } | null;
  readonly tremolo?: { readonly frequency: number; readonly depth: number } | null;
  readonly vibrato?: { readonly frequency: number; readonly depth: number } | null;
  readonly rotation?: { readonly rotationHz: number } | null;
  readonly distortion?: {
    readonly sinOffset: number;
    readonly sinScale: number;
    readonly cosOffset: number;
    readonly cosScale: number;
    readonly tanOffset: number;
    readonly tanScale: number;
    readonly offset: number;
    readonly scale: number;
  } | null;
  readonly channelMix?: {
    readonly leftToLeft: number;
    readonly leftToRight: number;
    readonly rightToLeft: number;
    readonly rightToRight: number;
  } | null;
  readonly lowPass?: { readonly smoothing: number } | null;
  /** Beyond the ten; each name once. Those that nobody registered do nothing. */
  readonly pluginFilters?: readonly PluginFilterSetting[];
}

/** What is to be heard as soon as the current track is over, joined to it to the sample. */
export interface NextTrack {
  readonly track: Track;
  readonly userData: JsonText;
  /** For so long the two are heard together, one fading into the other, ms; 0 is a cut. */
  readonly crossfadeMs: number;
}

export type Command =
  /** Create the player and change nothing. */
  | { readonly type: 'create' }
  /** Connect, or move; a `voiceResult` event with the same `requestId` answers it. */
  | { readonly type: 'voice'; readonly requestId: string; readonly credentials: VoiceCredentials }
  | {
      readonly type: 'play';
      readonly track: Track;
      readonly userData: JsonText;
      readonly startMs: number;
      readonly endMs: number | null;
      readonly paused: boolean;
    }
  | { readonly type: 'stop' }
  /** What follows the current track, in place of what was to follow before; null: nothing. Without a track it begins. */
  | { readonly type: 'next'; readonly next: NextTrack | null }
  | { readonly type: 'pause'; readonly paused: boolean }
  | { readonly type: 'seek'; readonly positionMs: number }
  /** 0 … 1000; 100 leaves the sound as it is. */
  | { readonly type: 'volume'; readonly volume: number }
  /** The end marker of the current track in ms; null removes it. */
  | { readonly type: 'endTime'; readonly endMs: number | null }
  | { readonly type: 'userData'; readonly userData: JsonText }
  /** The whole set of filters: what is not in it is off. */
  | { readonly type: 'filters'; readonly filters: FilterSettings }
  /** Close the circuit breaker of the voice connection: the next credentials are tried. */
  | { readonly type: 'resetVoice' }
  /** Say the player's state again (`playerUpdate`), e.g. after a filters PATCH or a resume. */
  | { readonly type: 'announce' }
  /** Remove the player: its track stops, its voice connection closes, its streams complete. */
  | { readonly type: 'destroy' };
