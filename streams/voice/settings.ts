import type { BackoffSettings } from './backoff.ts';
import type { BreakerSettings } from './breaker.machine.ts';
import type { PaceSettings } from './pace.ts';

export interface VoiceSettings {
  /** A request is answered after this at the latest. */
  readonly answerMs: number;
  /** TCP, TLS and WebSocket upgrade of one socket. */
  readonly connectMs: number;
  /** From open to Hello. */
  readonly helloMs: number;
  /** From Hello to Ready or Resumed. */
  readonly readyMs: number;
  readonly discoveryRetryMs: number;
  readonly discoveryTries: number;
  /** From Select Protocol to Session Description; covers a resume in between. */
  readonly descriptionMs: number;
  /** Waits and attempts to get a lost connection back. */
  readonly backoff: BackoffSettings;
  /** Leaves a server alone that fails again and again. */
  readonly breaker: BreakerSettings;
  /** A connection that was got back `max` times within `windowMs` is given up at the next loss. */
  readonly flapping: { readonly max: number; readonly windowMs: number };
  /** A connection is dead after so many heartbeats in a row without an acknowledgement. */
  readonly heartbeatMisses: number;
  /** Of the thread; 0: no limit. */
  readonly maxConnections: number;
  /** A connection over which nothing was to be played for so long is closed until something is; 0: never. */
  readonly idleTimeoutMs: number;
  /** How fast sockets are opened. */
  readonly joins: PaceSettings;
  /** A request that waits for its turn longer than this is answered before it has had it. */
  readonly queueMs: number;
  /** How long an announced DAVE transition may wait for its execution. */
  readonly transitionGuardMs: number;
}

/** The numbers of a voice connection, ms where they are times. Those of discovery are the reference's. */
export const defaultVoiceSettings: VoiceSettings = {
  answerMs: 9_000,
  connectMs: 5_000,
  helloMs: 5_000,
  readyMs: 5_000,
  discoveryRetryMs: 1_000,
  discoveryTries: 10,
  descriptionMs: 10_000,
  backoff: { initialMs: 500, factor: 2, maxMs: 30_000, jitter: 0.1, attempts: 5 },
  breaker: { failures: 10, openMs: 60_000 },
  flapping: { max: 20, windowMs: 60_000 },
  heartbeatMisses: 2,
  maxConnections: 0,
  idleTimeoutMs: 300_000,
  joins: { perSecond: 25, burst: 5 },
  queueMs: 4_000,
  transitionGuardMs: 10_000,
};

/** Where the settings in force are read: a `BehaviorSubject` is one. */
export interface SettingsSource {
  readonly value: VoiceSettings;
}
