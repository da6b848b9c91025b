/** Which requests make a new connection, and which are answered by the one there is. */
import type { VoiceCredentials } from '../commands.ts';
import { sameCredentials } from './credentials.ts';
import type { SessionEvent } from './session.ts';
import type { VoiceRequest, VoiceSignal } from './signal.ts';

export interface Admission {
  /** To be said before anything else. */
  readonly signals: readonly VoiceSignal[];
  /** Connect with these, leaving the connection there was; null: keep it. */
  readonly move: VoiceCredentials | null;
}

export interface Desk {
  admit(request: VoiceRequest): Admission;
  /** What the connection did, as the guild is told. */
  tell(event: SessionEvent): readonly VoiceSignal[];
}

const answer = (requestId: string, failure: string | null): VoiceSignal => ({
  type: 'result',
  requestId,
  failure,
});

export const requestDesk = (): Desk => {
  /** Of the connection that is open or being opened. */
  let current: VoiceCredentials | null = null;
  let isOpen = false;
  let waiting: readonly string[] = [];

  const answerAll = (failure: string | null): readonly VoiceSignal[] => {
    const signals = waiting.map((requestId) => answer(requestId, failure));
    waiting = [];
    return signals;
  };

  return {
    admit: ({ requestId, credentials }) => {
      if (current !== null && sameCredentials(current, credentials)) {
        if (isOpen) return { signals: [answer(requestId, null)], move: null };
        waiting = [...waiting, requestId];
        return { signals: [], move: null };
      }
      const signals = answerAll('Newer voice credentials came.');
      current = credentials;
      isOpen = false;
      waiting = [requestId];
      return { signals, move: credentials };
    },
    tell: (event) => {
      switch (event.type) {
        case 'opened': {
          if (current === null) return [];
          isOpen = true;
          // First the state, then the answer: whoever waits for it looks at the state next.
          return [{ type: 'open', credentials: current }, ...answerAll(null)];
        }
        case 'failed':
          current = null;
          return answerAll(event.failure);
        case 'closed':
          current = null;
          isOpen = false;
          return [event];
        case 'ready':
        case 'ping':
          return [event];
      }
    },
  };
};
