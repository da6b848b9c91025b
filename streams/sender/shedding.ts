/**
 * The load of a shard, and what it asks for: fewer frames' worth of work before frames are missed.
 *
 *     ticks$   tttttttttt           how late each was and how long its work took
 *     load         l    l           of the tick's 20 ms, smoothed over half a second; looked at every fifth tick
 *     out          (+3)  (−1)       so many players more are encoded simpler; one less
 */
import { defer, EMPTY, mergeMap, of, type Observable } from 'rxjs';
import { FRAME_MS, type Clock } from '../ports.ts';
import { HIGH_LOAD, shed, unshed } from './shed.ts';

export interface TickCost {
  readonly lateMs: number;
  readonly tookMs: number;
}

export interface ShedChange {
  /** Players to be shed (above 0), or to get their quality back (below). */
  readonly change: number;
  /** Share of the tick that is used, 0 … */
  readonly load: number;
}

export interface ShedCounts {
  readonly open: number;
  readonly shed: number;
}

const LOOK_EVERY_TICKS = 5;
/** Weight of the newest tick. */
const WEIGHT = 1 / 25;

/** `counts` is asked only when something may have to change. Never errors of its own. */
export const shedding = (
  ticks$: Observable<TickCost>,
  counts: () => ShedCounts,
  { clock }: { readonly clock: Clock },
): Observable<ShedChange> =>
  defer(() => {
    let load = 0;
    let ticks = 0;
    let state = unshed;
    let isAnyShed = false;
    return ticks$.pipe(
      mergeMap(({ lateMs, tookMs }) => {
        // A late tick was kept from beginning by other work of the same thread: decoding, say.
        load += ((lateMs + tookMs) / FRAME_MS - load) * WEIGHT;
        ticks += 1;
        if (ticks % LOOK_EVERY_TICKS !== 0) return EMPTY;
        // Counting looks at every player: only when something may change.
        if (load <= HIGH_LOAD && !isAnyShed) return EMPTY;
        const situation = { nowMs: clock.now(), load, ...counts() };
        const decided = shed(state, situation);
        state = decided.state;
        isAnyShed = situation.shed + decided.change > 0;
        return decided.change === 0 ? EMPTY : of({ change: decided.change, load });
      }),
    );
  });
