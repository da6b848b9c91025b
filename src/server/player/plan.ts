/** What a PATCH player asks for, after all checks that need no player (protocol §1.11, steps 2 to 6). */
import type { FilterSettings, JsonText } from '../../../streams/commands.ts';
import type { Filters, UpdatePlayer, VoiceState } from '../../protocol/index.ts';
import { invalid } from '../http/problem.ts';
import { refusedFilters } from './filters.policy.ts';
import type { FilterSwitches } from './filters.policy.ts';
import { checkVoiceState } from './voice.ts';

/** Where the new track comes from. `stop` is a new track request, too. */
export type TrackRequest =
  | { readonly type: 'stop' }
  | { readonly type: 'encoded'; readonly encoded: string }
  | { readonly type: 'identifier'; readonly identifier: string };

/** What shall follow the current track, and how. */
export interface NextRequest {
  readonly track: Exclude<TrackRequest, { readonly type: 'stop' }>;
  readonly userData: JsonText;
  readonly crossfadeMs: number;
}

/** Undefined is always “was not sent”. Times in ms. */
export interface PlayerPlan {
  readonly track: TrackRequest | undefined;
  /** Null takes back what was to follow. */
  readonly next: NextRequest | null | undefined;
  readonly noReplace: boolean;
  readonly userData: JsonText | undefined;
  readonly positionMs: number | undefined;
  /** Null removes the end marker. */
  readonly endMs: number | null | undefined;
  readonly volume: number | undefined;
  readonly paused: boolean | undefined;
  readonly filters: Filters | undefined;
  readonly voice: VoiceState | undefined;
}

const MAX_VOLUME = 1000;
/** What follows is decoded as far ahead as it is heard early, so that there has to be some limit. */
export const MAX_CROSSFADE_MS = 10_000;

const trackRequest = (update: UpdatePlayer): TrackRequest | undefined => {
  const { track } = update;
  if (track !== undefined && (update.encodedTrack !== undefined || update.identifier !== undefined)) {
    throw invalid('Cannot specify both track and encodedTrack/identifier');
  }
  const { encoded, identifier } = track ?? { encoded: update.encodedTrack, identifier: update.identifier };
  if (encoded !== undefined && identifier !== undefined) {
    throw invalid('Cannot specify both encodedTrack and identifier');
  }
  if (identifier !== undefined) return { type: 'identifier', identifier };
  if (encoded === undefined) return undefined;
  return encoded === null ? { type: 'stop' } : { type: 'encoded', encoded };
};

const nextRequest = ({ nextTrack }: UpdatePlayer): NextRequest | null | undefined => {
  if (nextTrack === undefined || nextTrack === null) return nextTrack;
  const { encoded, identifier, userData = '{}', crossfadeMs = 0 } = nextTrack;
  if (encoded !== undefined && identifier !== undefined) {
    throw invalid('Cannot specify both encoded and identifier of nextTrack');
  }
  if (crossfadeMs < 0 || crossfadeMs > MAX_CROSSFADE_MS) {
    throw invalid(`nextTrack.crossfadeMs must be from 0 to ${MAX_CROSSFADE_MS}`);
  }
  const how = { userData, crossfadeMs };
  if (identifier !== undefined) return { track: { type: 'identifier', identifier }, ...how };
  if (encoded === null) return null;
  if (encoded === undefined) throw invalid('nextTrack needs encoded or identifier');
  return { track: { type: 'encoded', encoded }, ...how };
};

/** What the node says of filters: which are switched off, and which settings cannot be. */
export interface FilterRules {
  readonly switches: FilterSwitches;
  /** Why these settings cannot be, with the field; null if they can. */
  readonly problem: (filters: FilterSettings) => string | null;
}

const checkFilters = (filters: Filters, { switches, problem }: FilterRules): void => {
  const refused = refusedFilters(filters, switches);
  if (refused.length > 0) {
    throw invalid(`Following filters are disabled in the config: ${refused.join(', ')}`);
  }
  // The reference takes any value, and the track dies of it.
  const wrong = problem(filters);
  if (wrong !== null) throw invalid(wrong);
};

/**
 * Checks in the reference's order; nothing has been changed when it throws.
 * @throws {Problem} 400 with the reason
 */
export const planUpdate = (update: UpdatePlayer, noReplace: boolean, rules: FilterRules): PlayerPlan => {
  const track = trackRequest(update);
  const next = nextRequest(update);
  if (update.filters !== undefined) checkFilters(update.filters, rules);
  if (update.voice !== undefined) checkVoiceState(update.voice);
  const { endTime, position, volume } = update;
  if (typeof endTime === 'number' && endTime <= 0) throw invalid('End time must be greater than 0');
  return {
    track,
    next,
    noReplace,
    userData: update.track?.userData,
    positionMs: position === undefined ? undefined : Math.max(0, position),
    endMs: endTime,
    volume: volume === undefined ? undefined : Math.min(MAX_VOLUME, Math.max(0, volume)),
    paused: update.paused,
    filters: update.filters,
    voice: update.voice,
  };
};
