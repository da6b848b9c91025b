/**
 * One stream for each item of a list that changes: begun when its item comes, ended when it goes, and not touched by
 * what happens to the others.
 *
 *     lists      a-----ab-----b------
 *     a          --1---1---1--            unsubscribed when the list is without it
 *     b                2----2----2---     goes on as it becomes the only one
 *     output     --1---(12)1--2----2-
 */
import { defer, Observable, Subscription, type OperatorFunction } from 'rxjs';

/** Items with the same `id` are the same. Those that go are ended before those that come begin. */
export const keyed =
  <T extends { readonly id: number }, R>(
    project: (item: T) => Observable<R>,
  ): OperatorFunction<readonly T[], R> =>
  (lists$) =>
    new Observable((subscriber) => {
      const running = new Map<number, Subscription>();
      const all = new Subscription();
      let waiting: readonly T[] | null = null;
      let busy = false;

      const begin = (item: T): void => {
        const one = new Subscription();
        running.set(item.id, one);
        all.add(one);
        one.add(
          // Deferred, so that a defect in it is an error of the stream.
          defer(() => project(item)).subscribe({
            next: (value) => subscriber.next(value),
            error: (error: unknown) => subscriber.error(error),
          }),
        );
      };

      const become = (items: readonly T[]): void => {
        for (const [id, one] of running) {
          if (items.some((item) => item.id === id)) continue;
          running.delete(id);
          all.remove(one);
          one.unsubscribe();
        }
        for (const item of items) if (!running.has(item.id)) begin(item);
      };

      // A stream that answers its beginning with another list waits for this one to be worked off.
      const take = (items: readonly T[]): void => {
        waiting = items;
        if (busy) return;
        busy = true;
        while (waiting !== null) {
          const list: readonly T[] = waiting;
          waiting = null;
          become(list);
        }
        busy = false;
      };

      all.add(
        lists$.subscribe({
          next: take,
          error: (error: unknown) => subscriber.error(error),
          complete: () => {
            if (running.size === 0) subscriber.complete();
          },
        }),
      );
      return all;
    });
