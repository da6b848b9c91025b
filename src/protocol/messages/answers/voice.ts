/** State of a player's voice connection: ours, not the reference's. */
import * as t from 'io-ts';
import { int32, int64, orNull } from './leaf.ts';

const VoiceStatus = t.keyof({
  none: null,
  queued: null,
  connecting: null,
  open: null,
  ready: null,
  resuming: null,
  reconnecting: null,
  idle: null,
  waiting: null,
  failed: null,
  refused: null,
});

/** `state` lasts since `at`; the one before lasted `durationMs`. */
const VoiceChange = t.strict(
  {
    at: int64,
    state: VoiceStatus,
    code: orNull(int32),
    reason: orNull(t.string),
    attempt: int32,
    durationMs: int64,
  },
  'VoiceChange',
);

export const VoiceConnection = t.strict(
  {
    state: VoiceStatus,
    since: int64,
    session: int32,
    attempt: int32,
    attempts: int32,
    losses: int32,
    ping: int64,
    health: orNull(int32),
    quality: orNull(t.strict({ complexity: int32, bitrate: int32, shed: t.boolean })),
    breaker: t.strict({
      state: t.keyof({ closed: null, open: null, halfOpen: null }),
      failures: int32,
      retryAt: orNull(int64),
    }),
    dave: orNull(t.strict({ version: int32, epoch: orNull(int64), privacyCode: orNull(t.string) })),
    history: t.array(VoiceChange),
  },
  'VoiceConnection',
);
