/**
 * TrackStuck: frames were asked for and none came for the threshold. Once per track; it may go on later.
 *
 *     starving$   t--f--t------f---     asked in vain … sound again
 *     stuck$      ---------(s|)         threshold = 3
 */
import { EMPTY, map, switchMap, take, timer, type Observable } from 'rxjs';
import type { TimeCtx } from '../ports.ts';

export const stuck = (
  starving$: Observable<boolean>,
  thresholdMs: number,
  ctx: Pick<TimeCtx, 'scheduler'>,
): Observable<'stuck'> =>
  starving$.pipe(
    switchMap((on) => (on ? timer(thresholdMs, ctx.scheduler) : EMPTY)),
    map(() => 'stuck' as const),
    take(1),
  );
