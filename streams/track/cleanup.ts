/**
 * TrackEnd(cleanup): a track is loaded and nobody asks for its frames, because there is no voice connection.
 *
 *     polled$     f------t---f----------       is there a sink?
 *     cleanup$    ----------------------(c|)   after 60 s without one
 */
import { distinctUntilChanged, EMPTY, map, switchMap, take, timer, type Observable } from 'rxjs';
import type { TimeCtx } from '../ports.ts';

const UNPOLLED_MS = 60_000;

export const cleanup = (
  polled$: Observable<boolean>,
  ctx: Pick<TimeCtx, 'scheduler'>,
  unpolledMs = UNPOLLED_MS,
): Observable<'unpolled'> =>
  polled$.pipe(
    distinctUntilChanged(),
    switchMap((polled) => (polled ? EMPTY : timer(unpolledMs, ctx.scheduler))),
    map(() => 'unpolled' as const),
    take(1),
  );
