/**
 * Who is in the call. DAVE refuses to add anybody else to its group.
 *
 *     messages$   -a----b---c--        clients connect [1, 2], [3], client 2 disconnects
 *     out         A-B---C---D--        {}, {1,2}, {1,2,3}, {1,3}
 */
import { filter, scan, startWith, type Observable } from 'rxjs';
import type { ServerMessage } from './messages.ts';

/** A damaged or hostile server must not make us remember users without end; no voice channel holds as many. */
const MAX_CLIENTS = 100_000;

/** `messages$` from Ready on. Emits at once, and after each change. */
export const clients = (messages$: Observable<ServerMessage>): Observable<ReadonlySet<string>> =>
  messages$.pipe(
    filter((message) => message.type === 'clientsConnect' || message.type === 'clientDisconnect'),
    scan((known: ReadonlySet<string>, message) => {
      const next = new Set(known);
      if (message.type === 'clientDisconnect') next.delete(message.userId);
      else for (const userId of message.userIds) if (next.size < MAX_CLIENTS) next.add(userId);
      return next;
    }, new Set<string>()),
    startWith(new Set<string>()),
  );
