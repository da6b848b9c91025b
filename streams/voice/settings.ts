import type { VoiceSettings } from './ports.ts';

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
