/**
 * Tells the gateway whether we speak: once per change, and again after a resume, because the server forgets.
 *
 *     on$         -f-t-t-----f--        asked by the tick
 *     resumed$    --------r------
 *     out         ---1----1--0--        op 5; silence is not announced before the first sound
 */
import {
  BehaviorSubject,
  defer,
  distinctUntilChanged,
  filter,
  map,
  merge,
  skip,
  tap,
  type Observable,
} from 'rxjs';
import * as say from './client.messages.ts';
import type { ClientMessage } from './messages.ts';

export const speaking = (
  on$: Observable<boolean>,
  { resumed$, ssrc }: { readonly resumed$: Observable<unknown>; readonly ssrc: number },
): Observable<ClientMessage> =>
  defer(() => {
    const state = new BehaviorSubject(false);
    const changes$ = state.pipe(distinctUntilChanged(), skip(1));
    const feed$ = on$.pipe(
      tap((on) => state.next(on)),
      filter(() => false),
    );
    const again$ = resumed$.pipe(
      filter(() => state.value),
      map(() => true),
    );
    return merge(changes$, again$, feed$).pipe(map((on) => say.speaking(on, ssrc)));
  });
