/**
 * The first words on a gateway socket, and how long we wait for the answers.
 *
 *     messages$   --h---r-----        Hello, Ready (or Resumed)
 *     sent        --i---------        Identify (or Resume)
 *     out         ------|             nothing to complain of
 *     silent      -----(L|)           no Hello in time, or Hello and then nothing: why, in words
 */
import {
  defer,
  EMPTY,
  filter,
  ignoreElements,
  merge,
  of,
  switchMap,
  take,
  timeout,
  type Observable,
} from 'rxjs';
import type { ClientMessage, ServerMessage } from './messages.ts';
import type { VoiceCtx } from './ports.ts';

/** What did not come. */
export interface Silence {
  readonly cause: 'helloTimeout' | 'readyTimeout';
  readonly reason: string;
}

const NO_HELLO: Silence = { cause: 'helloTimeout', reason: 'The voice gateway did not say Hello.' };
const NO_READY: Silence = { cause: 'readyTimeout', reason: 'The voice gateway did not answer the login.' };

export interface GreetingParts {
  /** Identify, or Resume where there is a session. */
  readonly greet: () => ClientMessage;
  readonly send: (message: ClientMessage) => void;
}

/** `messages$` is hot: the messages of one socket from its opening on. Emits at most once: what did not come. */
export const greeting = (
  messages$: Observable<ServerMessage>,
  { greet, send }: GreetingParts,
  { scheduler, settings }: VoiceCtx,
): Observable<Silence> => {
  const answered$ = messages$.pipe(
    filter(({ type }) => type === 'ready' || type === 'resumed'),
    take(1),
    ignoreElements(),
    timeout({
      each: settings.readyMs,
      scheduler,
      with: () => of(NO_READY),
    }),
  );
  const speak$ = defer(() => {
    send(greet());
    return EMPTY;
  });
  return messages$.pipe(
    filter(({ type }) => type === 'hello'),
    take(1),
    timeout({ first: settings.helloMs, scheduler, with: () => of(null) }),
    switchMap((hello) => (hello === null ? of(NO_HELLO) : merge(answered$, speak$))),
  );
};
