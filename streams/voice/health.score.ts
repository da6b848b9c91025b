/**
 * How well a guild's sound gets through, as one number: 100, less what each trouble costs.
 *
 *     cost   │      ┌──── most        a trouble below `from` costs nothing, beyond `to` all that it can cost
 *            │     ╱
 *            └────┴──────► value
 *                from to
 *
 * The weights say what listeners hear: missed frames are holes, the rest are signs of holes to come.
 */
import type { VoiceHealth } from '../events.ts';

interface Weight {
  readonly from: number;
  readonly to: number;
  readonly most: number;
}

/** Heartbeat round trips, ms: another continent is fine. */
const PING: Weight = { from: 150, to: 600, most: 15 };
const JITTER: Weight = { from: 30, to: 200, most: 15 };
/** Share of frames that were due and not there: one in 20 is no longer music. */
const MISSED: Weight = { from: 0, to: 0.05, most: 60 };
/** Sound that is fetched, short of this, ms. */
const SHORTAGE: Weight = { from: 0, to: 400, most: 15 };
const COMFORT_MS = 400;
/** Mean lateness of the ticks, ms; beyond one tick it is a matter of buffers of listeners. */
const LATENESS: Weight = { from: 3, to: 20, most: 20 };
const RECONNECTS: Weight = { from: 0, to: 4, most: 40 };

const cost = (value: number, { from, to, most }: Weight): number =>
  Math.min(1, Math.max(0, (value - from) / (to - from))) * most;

/**
 * 0 (nothing gets through) … 100, a whole number.
 * @example healthScore({ pingMs: 20, jitterMs: 1, missedShare: 0, bufferMs: 5000, lateMs: 0.3, reconnects: 0 }) // 100
 */
export const healthScore = ({
  pingMs,
  jitterMs,
  missedShare,
  bufferMs,
  lateMs,
  reconnects,
}: Omit<VoiceHealth, 'score' | 'isLow'>): number => {
  const shortageMs = bufferMs === null ? 0 : COMFORT_MS - bufferMs;
  const costs =
    cost(pingMs, PING) +
    cost(jitterMs, JITTER) +
    cost(missedShare, MISSED) +
    cost(shortageMs, SHORTAGE) +
    cost(lateMs, LATENESS) +
    cost(reconnects, RECONNECTS);
  return Math.max(0, Math.round(100 - costs));
};
