/** A player's voice connection, as people look at it; and its breaker, closed by hand. Ours, not the reference's. */
import type { PlayerSnapshot } from '../../../streams/events.ts';
import { writeVoice, type VoiceMessage } from '../../protocol/index.ts';
import { json, noContent } from '../http/answer.ts';
import type { Handler } from '../http/request.ts';
import type { Route } from '../http/route.ts';
import type { ServerContext } from '../ports.ts';
import type { Registry } from '../sessions/registry.ts';
import { findPlayer } from './players.ts';

export type VoiceContext = Pick<ServerContext, 'engine' | 'clock'>;

/** A connection that was never asked for is a connection, too: without a history. */
const voiceMessage = (
  { report, state, health, quality }: PlayerSnapshot,
  { clock }: VoiceContext,
): VoiceMessage => {
  const measured = { pingMs: state.pingMs, health: health?.score ?? null, quality };
  if (report === null) {
    const breaker = { status: 'closed', failures: 0, retryAtMs: null };
    return {
      ...{ status: 'none', sinceMs: clock.wall(), session: 0, attempt: 0, attempts: 0, losses: 0 },
      ...measured,
      breaker,
      dave: null,
      changes: [],
    };
  }
  const { breaker } = report;
  const { status, failures } = breaker;
  const retryAtMs =
    breaker.status === 'open' ? clock.wall() + Math.max(0, breaker.untilMs - clock.now()) : null;
  return { ...report, ...measured, breaker: { status, failures, retryAtMs } };
};

interface Voice {
  readonly context: VoiceContext;
  readonly registry: Registry;
}

const show =
  (voice: Voice): Handler =>
  (request) =>
    json(writeVoice(voiceMessage(findPlayer(voice, request), voice.context)));

const reset =
  (voice: Voice): Handler =>
  (request) => {
    const { address } = findPlayer(voice, request);
    voice.context.engine.send(address, { type: 'resetVoice' });
    return noContent();
  };

export const voiceRoutes = (voice: Voice): readonly Route[] => [
  { path: '/v4/sessions/:sessionId/players/:guildId/voice', methods: { GET: show(voice) } },
  { path: '/v4/sessions/:sessionId/players/:guildId/voice/breaker', methods: { DELETE: reset(voice) } },
];
