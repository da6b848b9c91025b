/** The bodies of requests (protocol §1.7, 1.9, 1.10). What is absent is absent, what is null is null. */
import type * as t from 'io-ts';
import { Filters } from './filters.ts';
import { bool, int32, int64, milliseconds, text } from './scalars.ts';
import type { BodyCodec } from './struct.codec.ts';
import { completed, listOf, nullable, struct } from './struct.codec.ts';
import { userData } from './untyped.ts';

/**
 * What a client got from Discord. The reference insists on `channelId`; older clients do not send it, so absent is
 * taken for null here. Whether the values make sense (not blank) is for the server to say.
 */
export interface VoiceState {
  readonly token: string;
  readonly endpoint: string;
  readonly sessionId: string;
  readonly channelId: string | null;
}

const voiceFields = struct(
  'VoiceState',
  { token: text, endpoint: text, sessionId: text },
  { channelId: nullable(text) },
);

const isVoiceState = (value: unknown): value is VoiceState => voiceFields.is(value) && 'channelId' in value;

export const VoiceState: BodyCodec<VoiceState> = completed(
  voiceFields,
  { channelId: null },
  isVoiceState,
  (voice) => ({
    ...voice,
    channelId: voice.channelId ?? null,
  }),
);

/** `track` of {@link UpdatePlayer}. `encoded: null` stops. `userData` is text in normal form. */
export const UpdatePlayerTrack = struct(
  'UpdatePlayerTrack',
  {},
  { encoded: nullable(text), identifier: text, userData },
);
export type UpdatePlayerTrack = t.TypeOf<typeof UpdatePlayerTrack>;

/**
 * `nextTrack` of {@link UpdatePlayer}, which the reference does not know: what follows the current track without a
 * hole. Null, or `encoded: null`, takes it back. `crossfadeMs`: for so long both are heard.
 */
export const UpdatePlayerNextTrack = struct(
  'UpdatePlayerNextTrack',
  {},
  { encoded: nullable(text), identifier: text, userData, crossfadeMs: milliseconds },
);
export type UpdatePlayerNextTrack = t.TypeOf<typeof UpdatePlayerNextTrack>;

/** PATCH player. Times in ms, not range-checked; `volume` not clamped. `encodedTrack`, `identifier`: deprecated. */
export const UpdatePlayer = struct(
  'UpdatePlayer',
  {},
  {
    track: UpdatePlayerTrack,
    nextTrack: nullable(UpdatePlayerNextTrack),
    encodedTrack: nullable(text),
    identifier: text,
    position: milliseconds,
    endTime: nullable(milliseconds),
    volume: int32,
    paused: bool,
    filters: Filters,
    voice: VoiceState,
  },
);
export type UpdatePlayer = t.TypeOf<typeof UpdatePlayer>;

/** PATCH session. `timeout` in seconds, any integer of 64 bits. */
export const UpdateSession = struct('UpdateSession', {}, { resuming: bool, timeout: int64 });
export type UpdateSession = t.TypeOf<typeof UpdateSession>;

/** POST decodetracks: encoded tracks. */
export const DecodeTracks = listOf(text);
export type DecodeTracks = t.TypeOf<typeof DecodeTracks>;

/** POST routeplanner/free/address. */
export const FreeAddress = struct('FreeAddress', { address: text }, {});
export type FreeAddress = t.TypeOf<typeof FreeAddress>;
