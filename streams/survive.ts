/**
 * A defect in one stage is that stage's, and for now: it is told, and the stage begins again; at most 10 times, then it
 * is parked.
 *
 *     stage$    -a-#
 *     output$   -a--a--a-     begun again after each error
 *     told      ---x--x--
 */
import { catchError, defer, EMPTY, type Observable, type OperatorFunction } from 'rxjs';

const MAX_RESTARTS = 10;

/** Never errors. `tell` hears of every error; a stage that was parked completes. */
export const survive =
  <T>(tell: (error: unknown) => void, restarts = MAX_RESTARTS): OperatorFunction<T, T> =>
  (stage$) =>
    defer(() => {
      let left = restarts;
      return stage$.pipe(
        catchError((error: unknown, again$: Observable<T>) => {
          tell(error);
          left -= 1;
          return left >= 0 ? again$ : EMPTY;
        }),
      );
    });
