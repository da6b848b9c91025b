/** State of a player's voice connection: ours, not the reference's. */
import type { JsonText } from '../json/index.ts';
import { array, boolean, integer, object, string } from './text.ts';

export interface VoiceChangeMessage {
  /** Epoch ms. */
  readonly atMs: number;
  readonly status: string;
  /** Close code, where a close is why. */
  readonly code: number | null;
  readonly reason: string | null;
  readonly attempt: number;
  /** How long the state before lasted. */
  readonly durationMs: number;
}

export interface VoiceMessage {
  readonly status: string;
  /** Epoch ms. */
  readonly sinceMs: number;
  /** Number of the voice session, 1 for the player's first. */
  readonly session: number;
  readonly attempt: number;
  readonly attempts: number;
  readonly losses: number;
  readonly pingMs: number;
  /** 0 … 100; null while nobody can say. */
  readonly health: number | null;
  /** How the sound is encoded where it is; null where that cannot be changed. */
  readonly quality: {
    readonly complexity: number;
    readonly bitrate: number;
    readonly isShed: boolean;
  } | null;
  readonly breaker: {
    readonly status: string;
    readonly failures: number;
    /** Epoch ms: nothing is tried before; null: something may be. */
    readonly retryAtMs: number | null;
  };
  readonly dave: {
    readonly version: number;
    readonly epoch: number | null;
    readonly privacyCode: string | null;
  } | null;
  readonly changes: readonly VoiceChangeMessage[];
}

const orNull = (value: number | null): JsonText => (value === null ? 'null' : integer(value));

const writeChange = ({ atMs, status, code, reason, attempt, durationMs }: VoiceChangeMessage): JsonText =>
  object({
    at: integer(atMs),
    state: string(status),
    code: orNull(code),
    reason: string(reason),
    attempt: integer(attempt),
    durationMs: integer(durationMs),
  });

/** The answer of GET player/voice. */
export const writeVoice = (message: VoiceMessage): JsonText => {
  const { breaker, dave, quality } = message;
  return object({
    state: string(message.status),
    since: integer(message.sinceMs),
    session: integer(message.session),
    attempt: integer(message.attempt),
    attempts: integer(message.attempts),
    losses: integer(message.losses),
    ping: integer(message.pingMs),
    health: orNull(message.health),
    quality:
      quality === null
        ? 'null'
        : object({
            complexity: integer(quality.complexity),
            bitrate: integer(quality.bitrate),
            shed: boolean(quality.isShed),
          }),
    breaker: object({
      state: string(breaker.status),
      failures: integer(breaker.failures),
      retryAt: orNull(breaker.retryAtMs),
    }),
    dave:
      dave === null
        ? 'null'
        : object({
            version: integer(dave.version),
            epoch: orNull(dave.epoch),
            privacyCode: string(dave.privacyCode),
          }),
    history: array(message.changes.map(writeChange)),
  });
};
