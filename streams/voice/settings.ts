import type { VoiceSettings } from './ports.ts';

/** The times of a voice connection, ms. Those of discovery and the number of attempts are the reference's. */
export const defaultVoiceSettings: VoiceSettings = {
  answerMs: 9_000,
  connectMs: 5_000,
  helloMs: 5_000,
  readyMs: 5_000,
  discoveryRetryMs: 1_000,
  discoveryTries: 10,
  descriptionMs: 10_000,
  backoffMs: [0, 500, 1_000, 2_000],
  breaker: { max: 20, windowMs: 60_000 },
  transitionGuardMs: 10_000,
};
