/** What our end of the DAVE protocol knows, what can happen to it and what it can do: plain data. */
import type { DaveMessage } from './messages.ts';

/** Which MLS session encrypts what we send. `old`: the one that stood before the one now being set up. */
export type Sender = 'nobody' | 'current' | 'old';

/** A change of epoch that was announced and waits for its op 22. `bytes`: a commit not yet applied. */
export interface Awaited {
  readonly transitionId: number;
  readonly bytes: Uint8Array | null;
}

export interface DaveState {
  /** Protocol version in force; null before the session description, 0 without end-to-end encryption. */
  readonly version: number | null;
  /** Version of the current MLS session, which may not be in force yet. */
  readonly groupVersion: number;
  /** Is there an MLS session? */
  readonly hasSession: boolean;
  /** Did a commit or welcome bring the current session into a group? */
  readonly stands: boolean;
  readonly sender: Sender;
  /** Transition id → the version it leads to. */
  readonly transitions: ReadonlyMap<number, number>;
  readonly awaited: Awaited | null;
  /** An op 31 was sent and we were not taken back yet. */
  readonly recovering: boolean;
  /** The server's MLS key; it outlives the sessions. */
  readonly externalSender: Uint8Array | null;
  /** What came before the session description, in order. */
  readonly early: readonly DaveEvent[];
}

export type DaveEvent =
  | { readonly type: 'session'; readonly version: number }
  | DaveMessage
  /** What came of an `applyCommit` or `applyWelcome`. */
  | { readonly type: 'applied'; readonly transitionId: number; readonly announce: boolean }
  | { readonly type: 'refused'; readonly transitionId: number; readonly what: 'commit' | 'welcome' }
  /** The op 22 of what is awaited never came. */
  | { readonly type: 'overdue'; readonly transitionId: number };

export type DaveAction =
  /** Set up a new MLS session and send its key package (op 26). */
  | { readonly do: 'newSession'; readonly version: number; readonly externalSender: Uint8Array | null }
  | { readonly do: 'dropSession' }
  | { readonly do: 'externalSender'; readonly bytes: Uint8Array }
  /** Answer with op 28 what it yields. */
  | { readonly do: 'proposals'; readonly bytes: Uint8Array }
  /** `announce`: the outcome will have to be told with op 23. */
  | {
      readonly do: 'applyCommit' | 'applyWelcome';
      readonly transitionId: number;
      readonly bytes: Uint8Array;
      readonly announce: boolean;
    }
  /** Op 23. */
  | { readonly do: 'sayReady'; readonly transitionId: number }
  /** Op 31. */
  | { readonly do: 'sayInvalid'; readonly transitionId: number }
  /** Nothing can be done with this; worth a line in the log. */
  | { readonly do: 'ignore'; readonly what: DaveEvent['type'] };

export const initialDave: DaveState = {
  version: null,
  groupVersion: 0,
  hasSession: false,
  stands: false,
  sender: 'nobody',
  transitions: new Map(),
  awaited: null,
  recovering: false,
  externalSender: null,
  early: [],
};
