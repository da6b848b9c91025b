/**
 * What a radio says that it plays, told while its track is the current one. The last word of a track that was opened
 * ahead comes with its turn.
 *
 *     leads$     f----t--------f--
 *     titles$    --a-----b------c-      repeats its last one to whoever subscribes
 *     output$    -----a--b--------
 */
import { EMPTY, switchMap, type Observable } from 'rxjs';
import type { StreamTitle } from '../ports.ts';

export const titles = (
  titles$: Observable<StreamTitle> | undefined,
  leads$: Observable<boolean>,
): Observable<StreamTitle> => leads$.pipe(switchMap((isNow) => (isNow ? (titles$ ?? EMPTY) : EMPTY)));
