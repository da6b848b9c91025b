/**
 * Adaptive quality: steps down when a player's sound does not get through well, and slowly up again.
 *
 *     health$    g──bad ping──bad ping──────── g ── 30 s ── g ── 30 s ── g      g: good
 *     bitrate    128 ── 112 ───── 96 ──────────────────── 112 ───────── 128     kbit/s, when the network is to blame
 *     health$    g──late──late──────────────── g ── 30 s ── g ── 30 s ── g
 *     complexity 10 ─── 7 ── 5 ─────────────────────────── 7 ────────── 10      when this machine is
 *
 * It only ever takes away: what is configured is the most (`QualityDial`).
 */
import { defer, EMPTY, mergeMap, of, type Observable } from 'rxjs';
import type { QualityChange, VoiceHealth } from '../events.ts';
import type { Clock } from '../ports.ts';

/**
 * Each step is one that libopus takes between two frames without an edge, and keeps music stereo and fullband: at
 * 64 kbit/s it loses 15 ms when it gets there.
 */
const BITRATES = [Infinity, 112_000, 96_000, 80_000] as const;
const COMPLEXITIES = [10, 7, 5] as const;

const BAD_JITTER_MS = 60;
const BAD_PING_MS = 400;
const BAD_LATE_MS = 5;
const BAD_MISSED = 0.005;
/** With so much sound fetched, frames that are missed are not the source's fault. */
const ENOUGH_MS = 200;

/** Reports come with pings, too: between two steps down there is one window of sound. */
const DOWN_EVERY_MS = 4_500;
const UP_EVERY_MS = 30_000;

type Trouble = QualityChange['reason'];

const troubleOf = (health: VoiceHealth, isNewlyLost: boolean): Trouble | null => {
  const isFetched = health.bufferMs === null || health.bufferMs > ENOUGH_MS;
  if (health.lateMs > BAD_LATE_MS || (health.missedShare > BAD_MISSED && isFetched)) return 'load';
  if (health.jitterMs > BAD_JITTER_MS || health.pingMs > BAD_PING_MS || isNewlyLost) return 'network';
  return null;
};

/** `health$` as of `voice/health.ts`; null (no connection) gives everything back. Never errors. */
export const adaptive = (
  health$: Observable<VoiceHealth | null>,
  { clock }: { readonly clock: Clock },
): Observable<QualityChange> =>
  defer(() => {
    let [bitrate, complexity] = [0, 0];
    let changedAtMs = -Infinity;
    let reconnects = 0;

    const told = (reason: Trouble): Observable<QualityChange> => {
      changedAtMs = clock.now();
      const limit = { complexity: COMPLEXITIES[complexity] ?? 0, bitrate: BITRATES[bitrate] ?? 0 };
      return of({ reason, limit: bitrate + complexity === 0 ? null : limit });
    };
    const down = (reason: 'load' | 'network'): Observable<QualityChange> => {
      const [wasBitrate, wasComplexity] = [bitrate, complexity];
      if (reason === 'load') complexity = Math.min(complexity + 1, COMPLEXITIES.length - 1);
      else bitrate = Math.min(bitrate + 1, BITRATES.length - 1);
      if (bitrate !== wasBitrate || complexity !== wasComplexity) return told(reason);
      // It cannot go lower; but it is not good, so going up waits.
      changedAtMs = clock.now();
      return EMPTY;
    };

    return health$.pipe(
      mergeMap((health) => {
        if (health === null) {
          const wasLimited = bitrate + complexity > 0;
          [bitrate, complexity, reconnects] = [0, 0, 0];
          return wasLimited ? told('recovered') : EMPTY;
        }
        const isNewlyLost = health.reconnects > reconnects;
        reconnects = health.reconnects;
        const trouble = troubleOf(health, isNewlyLost);
        const sinceMs = clock.now() - changedAtMs;
        if (trouble === 'load' || trouble === 'network')
          return sinceMs < DOWN_EVERY_MS ? EMPTY : down(trouble);
        if (bitrate + complexity === 0 || sinceMs < UP_EVERY_MS) return EMPTY;
        if (bitrate > 0) bitrate -= 1;
        else complexity -= 1;
        return told('recovered');
      }),
    );
  });
