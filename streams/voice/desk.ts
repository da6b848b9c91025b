/** Which requests make a new connection, which are answered by the one there is, and which are not even tried. */
import type { VoiceCredentials } from '../commands.ts';
import { classify } from './classify.ts';
import { sameCredentials } from './credentials.ts';
import type { Gate } from './gate.ts';
import type { VoiceCtx } from './ports.ts';
import type { Recorder } from './recorder.ts';
import type { Place } from './registry.ts';
import type { SessionEvent } from './session.ts';
import type { VoiceRefusal, VoiceRequest, VoiceSignal } from './signal.ts';

/** `isReturn`: to the client it never went away. */
export interface Move {
  readonly credentials: VoiceCredentials;
  readonly isReturn: boolean;
}

export interface Admission {
  /** To be said before anything else. */
  readonly signals: readonly VoiceSignal[];
  /** Connect, leaving the connection there was; `leave`: only that; null: keep it. */
  readonly move: Move | 'leave' | null;
}

/** What happens to a connection, also before it has a session. */
export type DeskEvent =
  | SessionEvent
  | { readonly type: 'queued' | 'connecting' }
  /** The turn is long in coming: the request is answered, the rest is told by events. */
  | { readonly type: 'accepted' };

export interface Desk {
  admit(request: VoiceRequest): Admission;
  /** Nothing was to be played for long. */
  park(): Admission;
  /** Something is to be played. */
  wake(): Admission;
  /** What the connection did, as the guild is told. */
  tell(event: DeskEvent): readonly VoiceSignal[];
  /** Is there a sink? */
  readonly isLive: boolean;
  close(): void;
}

const NOTHING: Admission = { signals: [], move: null };

const answer = (requestId: string, failure: string | null, refusal?: VoiceRefusal): VoiceSignal => ({
  type: 'result',
  requestId,
  failure,
  ...(refusal === undefined ? {} : { refusal }),
});

export const requestDesk = (gate: Gate, record: Recorder, ctx: VoiceCtx): Desk => {
  const { registry, clock } = ctx;
  /** Of the connection that is open, parked or being opened. */
  let current: VoiceCredentials | null = null;
  let lastEndpoint: string | null = null;
  let place: Place | null = null;
  let isOpen = false;
  let isAccepted = false;
  let isParked = false;
  let isLive = false;
  let wasReady = false;
  let startedMs = 0;
  let waiting: readonly string[] = [];

  const answerAll = (failure: string | null): readonly VoiceSignal[] => {
    const signals = waiting.map((requestId) => answer(requestId, failure));
    waiting = [];
    return signals;
  };

  const note: Recorder['change'] = (change) => {
    place?.status(change.status);
    if (change.status === 'connecting' || change.status === 'resuming' || change.status === 'reconnecting') {
      registry.tell({ type: 'attempt' });
    }
    record.change(change);
  };

  const leave = (): void => {
    place?.leave();
    place = null;
    current = null;
    isOpen = isAccepted = isParked = isLive = false;
  };

  const refuse = (requestId: string, reason: string, retryAfterMs: number | null): Admission => {
    registry.tell({ type: 'refused' });
    record.change({ status: 'refused', reason });
    return { signals: [answer(requestId, reason, { retryAfterMs })], move: null };
  };

  /** Why nothing is tried; null: it is. */
  const refusal = ({ requestId, credentials }: VoiceRequest): Admission | null => {
    if (current !== null) return null;
    // What another server did is no reason to leave this one alone.
    if (lastEndpoint !== null && lastEndpoint !== credentials.endpoint) gate.reset();
    const forMs = gate.closedForMs();
    if (forMs !== null) {
      const seconds = Math.ceil(forMs / 1000);
      const reason = `Voice connections of this guild failed ${gate.state().failures} times in a row; not tried for another ${seconds} s.`;
      return refuse(requestId, reason, forMs);
    }
    place = registry.enter();
    if (place !== null) return null;
    const { maxConnections } = ctx.settings;
    return refuse(requestId, `This node has all ${maxConnections} voice connections it may have.`, null);
  };

  const lost = (event: Extract<SessionEvent, { type: 'closed' }>): readonly VoiceSignal[] => {
    const { code, reason, byRemote } = event;
    const status = classify(event, wasReady) === 'giveUp' ? 'failed' : 'waiting';
    note({ status, code, reason });
    const signals = answerAll(reason);
    leave();
    return [...signals, { type: 'closed', code, reason, byRemote }];
  };

  return {
    get isLive() {
      return isLive;
    },
    admit: (request) => {
      const { requestId, credentials } = request;
      if (current !== null && sameCredentials(current, credentials)) {
        if (isOpen || isAccepted) return { signals: [answer(requestId, null)], move: null };
        waiting = [...waiting, requestId];
        return NOTHING;
      }
      const refused = refusal(request);
      if (refused !== null) return refused;
      const signals = answerAll('Newer voice credentials came.');
      current = credentials;
      lastEndpoint = credentials.endpoint;
      isOpen = isAccepted = isParked = isLive = wasReady = false;
      startedMs = clock.now();
      waiting = [requestId];
      gate.tries();
      return { signals, move: { credentials, isReturn: false } };
    },
    park: () => {
      if (!isLive || current === null) return NOTHING;
      isLive = false;
      isParked = true;
      note({ status: 'idle' });
      return { signals: [{ type: 'parked' }], move: 'leave' };
    },
    wake: () => {
      if (!isParked || current === null) return NOTHING;
      isParked = wasReady = false;
      startedMs = clock.now();
      return { signals: [], move: { credentials: current, isReturn: true } };
    },
    tell: (event) => {
      switch (event.type) {
        case 'queued':
          note({ status: 'queued', isNew: true });
          return [];
        case 'connecting':
          note({ status: 'connecting', isNew: true });
          return [];
        case 'accepted':
          isAccepted = true;
          return answerAll(null);
        case 'opened': {
          if (current === null) return [];
          isOpen = true;
          note({ status: 'open' });
          // First the state, then the answer: whoever waits for it looks at the state next.
          return [{ type: 'open', credentials: current }, ...answerAll(null)];
        }
        case 'failed': {
          const { failure: reason } = event;
          note({ status: event.cause === 'defect' ? 'failed' : 'waiting', reason });
          const signals = answerAll(reason);
          const wasPromised = isAccepted;
          leave();
          return wasPromised
            ? [...signals, { type: 'closed', code: 1006, reason, byRemote: false }]
            : signals;
        }
        case 'closed':
          return lost(event);
        case 'lost': {
          const { verdict, attempt, code, reason } = event;
          note({ status: verdict === 'resume' ? 'resuming' : 'reconnecting', attempt, code, reason });
          return [];
        }
        case 'resumed':
          note({ status: 'ready' });
          registry.tell({ type: 'resumed' });
          return [];
        case 'dave':
          record.dave(event.facts);
          return [];
        case 'ready':
          if (!wasReady) registry.tell({ type: 'ready', tookMs: clock.now() - startedMs });
          isLive = wasReady = isOpen = true;
          note({ status: 'ready' });
          return [event];
        case 'ping':
          return [event];
      }
    },
    close: leave,
  };
};
