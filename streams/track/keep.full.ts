/**
 * Backpressure as demand: pulls from the stage below for as long as the stage above wants more.
 *
 *     wants     y  y n       y
 *     wake$     ------w------w--|      a level fell: ask again
 *     pull      -a|-b|       -c|       one value each; a pull that completes empty is the end of the stage
 *     output$   -a--b---------c-|
 */
import { Observable, Subscription } from 'rxjs';

export interface Demand<T> {
  /** Tells that `wants` may have changed. */
  readonly wake$: Observable<unknown>;
  readonly wants: () => boolean;
  /** At most one pull is under way at a time. */
  readonly pull: () => Observable<T>;
}

/** Emits what the pulls bring; completes when a pull brings nothing; errors as a pull does. Cold. */
export const keepFull = <T>({ wake$, wants, pull }: Demand<T>): Observable<T> =>
  new Observable((subscriber) => {
    const all = new Subscription();
    let pulling = false;
    let looping = false;

    const pullOnce = (): void => {
      let brought = false;
      pulling = true;
      const one = new Subscription();
      all.add(one);
      one.add(
        pull().subscribe({
          next: (value) => {
            brought = true;
            subscriber.next(value);
          },
          error: (error: unknown) => subscriber.error(error),
          complete: () => {
            pulling = false;
            all.remove(one);
            if (brought) loop();
            else subscriber.complete();
          },
        }),
      );
    };

    // A loop instead of recursion: a synchronous pull (a decoder) may run hundreds of times in a row.
    const loop = (): void => {
      if (looping) return;
      looping = true;
      while (!pulling && !subscriber.closed && wants()) pullOnce();
      looping = false;
    };

    all.add(wake$.subscribe({ next: loop, error: (error: unknown) => subscriber.error(error) }));
    loop();
    return all;
  });
