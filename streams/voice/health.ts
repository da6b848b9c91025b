/**
 * The health of one voice connection, from the pings of its gateway and from what its lane did.
 *
 *     signals$   o-r--p----p-----------r--x       open, ready, pings, ready again (a reconnect), closed
 *     playing$   -----1-----------0-------
 *     samples         |  |  |  |                  every 5 s, only while something plays
 *     out        h----h--h-hh--h---h---h--n       h: a new figure; n: null, there is no connection
 *
 * An idle connection costs no timer: its pings are all it tells.
 */
import {
  defer,
  distinctUntilChanged,
  filter,
  interval,
  map,
  merge,
  of,
  switchMap,
  type Observable,
} from 'rxjs';
import type { VoiceHealth } from '../events.ts';
import type { TimeCtx } from '../ports.ts';
import { healthScore } from './health.score.ts';
import type { VoiceSignal } from './signal.ts';

/** What a lane has done since it exists, and what it holds. */
export interface LaneLook {
  readonly sent: number;
  readonly nulled: number;
  /** Sum over the frames sent of how late each was against the one before, ms. */
  readonly lateMs: number;
  /** Sound that is fetched and not yet sent, ms; null where no more is to come. */
  readonly bufferMs: number | null;
}

export interface HealthInputs {
  readonly signals$: Observable<VoiceSignal>;
  /** Is anything to be heard? */
  readonly playing$: Observable<boolean>;
  readonly look: () => LaneLook;
}

export const HEALTH_EVERY_MS = 5_000;
/** As long as a reconnect counts. */
const RECONNECT_COUNTS_MS = 300_000;
/** A connection must get so much better before it is no longer called bad, lest it be told every 5 s. */
const HYSTERESIS = 10;
/** Weight of the newest difference of two pings: as RFC 3550 §6.4.1 has it, but pings are rare. */
const JITTER_WEIGHT = 1 / 4;

const IDLE = { missedShare: 0, lateMs: 0, bufferMs: null } as const;

/** Signals that change a figure. */
const FIGURES: ReadonlySet<VoiceSignal['type']> = new Set(['open', 'ready', 'ping', 'parked', 'closed']);

/** `threshold`: below it `isLow` is true, 0 is never. Never errors of its own. */
export const health = (
  { signals$, playing$, look }: HealthInputs,
  threshold: number,
  { scheduler, clock }: Pick<TimeCtx, 'scheduler' | 'clock'>,
): Observable<VoiceHealth | null> =>
  defer(() => {
    let isConnected = false;
    let wasReady = false;
    let pingMs: number | null = null;
    let jitterMs = 0;
    let reconnectsAtMs: readonly number[] = [];
    let sound: Pick<VoiceHealth, 'missedShare' | 'lateMs' | 'bufferMs'> = IDLE;
    let before: LaneLook | null = null;
    let isLow = false;

    const heard = (signal: VoiceSignal): void => {
      switch (signal.type) {
        case 'open':
          isConnected = true;
          wasReady = false;
          pingMs = null;
          jitterMs = 0;
          reconnectsAtMs = [];
          break;
        case 'ready':
          if (wasReady) reconnectsAtMs = [...reconnectsAtMs, clock.now()];
          wasReady = true;
          break;
        case 'ping':
          if (pingMs !== null) jitterMs += (Math.abs(signal.pingMs - pingMs) - jitterMs) * JITTER_WEIGHT;
          pingMs = signal.pingMs;
          break;
        case 'closed':
          isConnected = false;
          break;
        case 'parked':
          // What comes back from there was never lost.
          wasReady = false;
          break;
        default:
          // No figure of ours.
          break;
      }
    };

    const sample = (): void => {
      const now = look();
      const since = before ?? now;
      const [sent, nulled] = [now.sent - since.sent, now.nulled - since.nulled];
      sound = {
        missedShare: nulled === 0 ? 0 : nulled / (sent + nulled),
        lateMs: sent === 0 ? 0 : (now.lateMs - since.lateMs) / sent,
        bufferMs: now.bufferMs,
      };
      before = now;
    };

    const report = (): VoiceHealth | null => {
      if (!isConnected) return null;
      const sinceMs = clock.now() - RECONNECT_COUNTS_MS;
      reconnectsAtMs = reconnectsAtMs.filter((atMs) => atMs > sinceMs);
      const facts = { pingMs: pingMs ?? 0, jitterMs, reconnects: reconnectsAtMs.length, ...sound };
      const score = healthScore(facts);
      isLow = score < threshold + (isLow ? HYSTERESIS : 0);
      return { score, isLow: threshold > 0 && isLow, ...facts };
    };

    const sampled$ = playing$.pipe(
      distinctUntilChanged(),
      switchMap((isPlaying) => {
        sound = IDLE;
        before = isPlaying ? look() : null;
        return isPlaying ? interval(HEALTH_EVERY_MS, scheduler).pipe(map(sample)) : of(undefined);
      }),
    );
    const heard$ = signals$.pipe(
      filter(({ type }) => FIGURES.has(type)),
      map(heard),
    );
    return merge(heard$, sampled$).pipe(
      map(report),
      distinctUntilChanged((a, b) => a === null && b === null),
    );
  });
