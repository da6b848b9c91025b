/** The state record of one player: what its control plane knows and its data plane reads. */
import type { Command, FilterSettings, JsonText, NextTrack, Track, VoiceCredentials } from '../commands.ts';
import type { Failure, QualityChange, VoiceHealth } from '../events.ts';
import type { StreamTitle } from '../ports.ts';
import type { VoiceReport } from '../voice/history.ts';
import type { VoiceSignal } from '../voice/signal.ts';

/** One play command in force. A new object is a new track, also if it is the same song again. */
export interface Play {
  readonly id: number;
  readonly track: Track;
  readonly startMs: number;
}

/** A track that waits for the end of the current one; its id becomes that of its play. */
export interface Following extends NextTrack {
  readonly id: number;
  /** It was opened ahead and broke; that is said when its turn comes. */
  readonly broken: { readonly failure: Failure; readonly heard: boolean } | null;
}

export interface PlayerRecord {
  readonly play: Play | null;
  readonly next: Following | null;
  readonly userData: JsonText;
  /** The last seek within the current play; its id makes two seeks to one place two seeks. */
  readonly seek: { readonly id: number; readonly positionMs: number } | null;
  readonly volume: number;
  readonly filters: FilterSettings;
  readonly paused: boolean;
  /** Armed end marker: dropped once it is reached or was late. */
  readonly endMs: number | null;
  readonly voice: VoiceCredentials | null;
  readonly connected: boolean;
  readonly pingMs: number;
  /** Null without a connection. */
  readonly health: VoiceHealth | null;
  /** What the voice connection went through; null while it was never asked for. */
  readonly report: VoiceReport | null;
  /** Did the current track's exception come already? Its buffered sound plays out. */
  readonly failed: boolean;
  /** Last id given to a play or a seek. */
  readonly lastId: number;
}

export const initialRecord: PlayerRecord = {
  play: null,
  next: null,
  userData: '{}',
  seek: null,
  volume: 100,
  filters: {},
  paused: false,
  endMs: null,
  voice: null,
  connected: false,
  pingMs: -1,
  health: null,
  report: null,
  failed: false,
  lastId: 0,
};

/** What the track stage tells. `playId` says of which play: a late word of an old one is ignored. */
export type PlaybackNotice =
  | { readonly type: 'ended'; readonly playId: number }
  | { readonly type: 'endReached'; readonly playId: number }
  | { readonly type: 'stuck'; readonly playId: number }
  | { readonly type: 'unpolled'; readonly playId: number }
  | { readonly type: 'title'; readonly playId: number; readonly title: StreamTitle }
  | { readonly type: 'failed'; readonly playId: number; readonly failure: Failure; readonly heard: boolean };

/** Everything that can change the record. */
export type PlayerInput =
  | { readonly type: 'command'; readonly command: Command }
  | { readonly type: 'voice'; readonly signal: VoiceSignal }
  | { readonly type: 'playback'; readonly notice: PlaybackNotice }
  | { readonly type: 'health'; readonly health: VoiceHealth | null }
  | { readonly type: 'quality'; readonly change: QualityChange }
  | { readonly type: 'updateDue' };

/** What the data plane and the clock say at the moment of an input. */
export interface Facts {
  /** How far what follows is heard already, by a crossfade, ms; absent when nothing does. */
  readonly followMs?: number | undefined;
  readonly positionMs: number;
  readonly timeMs: number;
}
