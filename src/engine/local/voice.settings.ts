/** `lavalink.server.voice.*` as the graph takes it. */
import type { VoiceSettings } from '../../../streams/voice/settings.ts';
import { defaultVoiceSettings } from '../../../streams/voice/settings.ts';

/** The keys, as they are configured. */
export interface VoiceKeys {
  readonly backoff: {
    readonly initialMs: number;
    readonly factor: number;
    readonly maxMs: number;
    readonly jitterPercent: number;
    readonly attempts: number;
  };
  readonly breaker: VoiceSettings['breaker'];
  readonly flapping: VoiceSettings['flapping'];
  readonly timeouts: {
    readonly connectMs: number;
    readonly helloMs: number;
    readonly readyMs: number;
    readonly discoveryRetryMs: number;
    readonly discoveryTries: number;
    readonly descriptionMs: number;
    readonly transitionMs: number;
  };
  readonly heartbeatMisses: number;
  readonly maxConnections: number;
  readonly idleTimeoutMs: number;
  readonly joinsPerSecond: number;
  readonly joinsAtOnce: number;
}

/** @example connectThrough(ports, voiceSettings(config.lavalink.server.voice), time) */
export const voiceSettings = ({
  backoff: { jitterPercent, ...backoff },
  breaker,
  flapping,
  timeouts: { transitionMs, ...timeouts },
  heartbeatMisses,
  maxConnections,
  idleTimeoutMs,
  joinsPerSecond,
  joinsAtOnce,
}: VoiceKeys): VoiceSettings => ({
  ...defaultVoiceSettings,
  ...timeouts,
  transitionGuardMs: transitionMs,
  backoff: { ...backoff, jitter: jitterPercent / 100 },
  breaker,
  flapping,
  heartbeatMisses,
  maxConnections,
  idleTimeoutMs,
  joins: { perSecond: joinsPerSecond, burst: joinsAtOnce },
});
