/**
 * What the voice connections of a thread share: how many there may be, whose turn it is, and the figures.
 *
 *     guild a   enter ──► go ──► ready ──► leave
 *     guild b   enter ──► go ── … ──► (full: refused)
 */
import { Subject, type Observable } from 'rxjs';
import type { TimeCtx } from '../ports.ts';
import type { VoiceStatus } from './history.ts';
import { pace, type Pace } from './pace.ts';
import type { VoiceSettings } from './settings.ts';
import { turns, type Turns } from './turns.ts';

/** What happened, for metrics. */
export type VoiceHappening =
  | { readonly type: 'attempt' }
  | { readonly type: 'failure' }
  /** From the request to the sink, ms. */
  | { readonly type: 'ready'; readonly tookMs: number }
  | { readonly type: 'resumed' }
  | { readonly type: 'refused' }
  | { readonly type: 'breakerOpened' };

/** One connection's place. */
export interface Place {
  status(next: VoiceStatus): void;
  leave(): void;
}

export interface VoiceRegistry {
  /** Null: there are `maxConnections` already. */
  enter(): Place | null;
  readonly pace: Pace;
  /** For MLS work. */
  readonly work: Turns;
  readonly tell: (happening: VoiceHappening) => void;
  /** Hot. */
  readonly happenings$: Observable<VoiceHappening>;
  /** Places by state. */
  readonly counts: () => ReadonlyMap<VoiceStatus, number>;
}

/** @example const registry = voiceRegistry(() => settings.value, ctx); */
export const voiceRegistry = (
  settings: () => Pick<VoiceSettings, 'maxConnections' | 'joins'>,
  ctx: Pick<TimeCtx, 'scheduler' | 'clock'>,
): VoiceRegistry => {
  const places = new Map<Place, VoiceStatus>();
  const happenings = new Subject<VoiceHappening>();
  return {
    enter: () => {
      const { maxConnections } = settings();
      if (maxConnections > 0 && places.size >= maxConnections) return null;
      const place: Place = {
        status: (next) => {
          if (places.has(place)) places.set(place, next);
        },
        leave: () => void places.delete(place),
      };
      places.set(place, 'none');
      return place;
    },
    pace: pace(() => settings().joins, ctx),
    work: turns(ctx.scheduler),
    tell: (happening) => happenings.next(happening),
    happenings$: happenings.asObservable(),
    counts: () => {
      const counts = new Map<VoiceStatus, number>();
      for (const status of places.values()) counts.set(status, (counts.get(status) ?? 0) + 1);
      return counts;
    },
  };
};
