/**
 * The breaker in time: its machine fed with what happens, and with the end of its own waiting.
 *
 *     events$    f-f-f----------t--s        three failures in a row, a try, a success
 *     out        c---O---------H-h-c        closed, open, half-open after its time, trying, closed
 */
import {
  distinctUntilChanged,
  EMPTY,
  map,
  merge,
  scan,
  startWith,
  Subject,
  switchMap,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import type { TimeCtx } from '../ports.ts';
import {
  breakerStep,
  closedBreaker,
  type BreakerEvent,
  type BreakerSettings,
  type BreakerState,
} from './breaker.machine.ts';

/** Emits the state at once and after each change. `settings` are asked at each event: they may change meanwhile. */
export const breaker = (
  events$: Observable<BreakerEvent>,
  settings: () => BreakerSettings,
  { scheduler, clock }: Pick<TimeCtx, 'scheduler' | 'clock'>,
): Observable<BreakerState> => {
  const untils = new Subject<number | null>();
  const cooled$ = untils.pipe(
    distinctUntilChanged(),
    switchMap((untilMs) => (untilMs === null ? EMPTY : timer(untilMs - clock.now(), scheduler))),
    map((): BreakerEvent => ({ type: 'cooled' })),
  );
  return merge(cooled$, events$).pipe(
    scan((state: BreakerState, event) => breakerStep(state, event, settings()), closedBreaker),
    startWith(closedBreaker),
    distinctUntilChanged(),
    tap((state) => untils.next(state.status === 'open' ? state.untilMs : null)),
  );
};
