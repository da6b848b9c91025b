/**
 * The rhythm of playerUpdate: every interval from TrackStart (which brings its own) to TrackEnd, also while paused.
 *
 *     record$     1-----------2----n------       track starts, is replaced, ends
 *     updates$    ----u---u-------u--------      interval = 4
 */
import { distinctUntilChanged, EMPTY, interval, map, switchMap, type Observable } from 'rxjs';
import type { TimeCtx } from '../ports.ts';
import type { PlayerInput, PlayerRecord } from './state.ts';

/** An interval of 0 or below means none, as in the reference. */
export const updates = (
  record$: Observable<Pick<PlayerRecord, 'play'>>,
  intervalMs: number,
  ctx: Pick<TimeCtx, 'scheduler'>,
): Observable<PlayerInput> =>
  record$.pipe(
    map(({ play }) => play),
    distinctUntilChanged(),
    switchMap((play) => (play === null || intervalMs <= 0 ? EMPTY : interval(intervalMs, ctx.scheduler))),
    map((): PlayerInput => ({ type: 'updateDue' })),
  );
