/** What leaves a session, and when: the order of a connect and of a resume (protocol §2.2, §2.6). */
import type { Observable } from 'rxjs';
import { defer, map, merge, mergeMap } from 'rxjs';

export interface Message {
  readonly text: string;
  /** May it be lost while nobody is connected? True for playerUpdates: the resume sends fresh ones. */
  readonly isPassing: boolean;
}

/**
 * The state of the way to the client: `opening` between the handshake and the first message, `open` from then on, with
 * the message that opens it, `parked` without a socket.
 */
export type Line =
  | { readonly type: 'opening' }
  | { readonly type: 'open'; readonly hello: string }
  | { readonly type: 'parked' };

export interface OutboxOptions {
  /** Characters that may wait; beyond that the oldest messages are dropped. */
  readonly maxWaiting: number;
  /** Told once per gap that messages were dropped. */
  readonly onOverflow: () => void;
}

type Input = { readonly line: Line } | { readonly message: Message };

/**
 * Sends through while the line is open, keeps while it is not, and begins each opening with its hello.
 *
 *     line$      -o---p----o'--|     opening before o and o' left out
 *     messages$  --a---b-u----c|     u is passing
 *     sent$      -oa-------(o'b)c|
 */
export const outbox = (
  messages$: Observable<Message>,
  line$: Observable<Line>,
  { maxWaiting, onOverflow }: OutboxOptions,
): Observable<string> =>
  defer(() => {
    let line: Line['type'] = 'parked';
    let waiting: string[] = [];
    let waitingLength = 0;
    let hasOverflowed = false;

    const keep = (text: string): void => {
      waiting.push(text);
      waitingLength += text.length;
      while (waitingLength > maxWaiting) {
        waitingLength -= waiting.shift()?.length ?? 0;
        if (!hasOverflowed) onOverflow();
        hasOverflowed = true;
      }
    };

    const flush = (): readonly string[] => {
      const kept = waiting;
      waiting = [];
      waitingLength = 0;
      hasOverflowed = false;
      return kept;
    };

    const accept = (input: Input): readonly string[] => {
      if ('line' in input) {
        line = input.line.type;
        return input.line.type === 'open' ? [input.line.hello, ...flush()] : [];
      }
      const { text, isPassing } = input.message;
      if (line === 'open') return [text];
      if (line === 'opening' || !isPassing) keep(text);
      return [];
    };

    // The line comes first, so that its state is known before a message of the same moment.
    const inputs$: Observable<Input> = merge(
      line$.pipe(map((next) => ({ line: next }))),
      messages$.pipe(map((message) => ({ message }))),
    );
    return inputs$.pipe(mergeMap(accept));
  });
