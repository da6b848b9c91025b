/** Connecting a player to its voice channel: credentials checked, the engine's answer awaited. */
import { randomUUID } from 'node:crypto';
import type { Observable, SchedulerLike } from 'rxjs';
import { EMPTY, asapScheduler, defer, filter, map, merge, observeOn, of, take, timeout } from 'rxjs';
import type { Address, VoiceCredentials } from '../../../streams/commands.ts';
import type { Engine } from '../../engine/types.ts';
import type { VoiceState } from '../../protocol/index.ts';
import { invalid, Problem } from '../http/problem.ts';

/** As long as a request waits for a voice gateway; the reference waits for ever (Lavalink #1223). */
export const VOICE_TIMEOUT_MS = 10_000;

const INCOMPLETE = 'token, endpoint, sessionId and channelId must be provided in voice state';
const SNOWFLAKE = /^\d{1,20}$/;
const MAX_SNOWFLAKE = 2n ** 64n - 1n;

const isBlank = (text: string): boolean => text.trim() === '';

/**
 * Is it worth trying? A missing `channelId` is: three libraries never send one (clients.md §1).
 * @throws {Problem} 400 with the reason
 */
export const checkVoiceState = (voice: VoiceState): void => {
  const { token, endpoint, sessionId, channelId } = voice;
  if ([token, endpoint, sessionId, channelId ?? 'unknown'].some(isBlank)) throw invalid(INCOMPLETE);
  if (channelId !== null && (!SNOWFLAKE.test(channelId) || BigInt(channelId) > MAX_SNOWFLAKE)) {
    throw invalid(
      `voice.channelId must be the id of a channel, got ${JSON.stringify(channelId.slice(0, 40))}`,
    );
  }
};

/** Why there is no voice connection. */
export interface VoiceFailure {
  readonly reason: string;
  /** It was not even tried; for how long, ms (null: nobody can say). Undefined: it was. */
  readonly refusedForMs: number | null | undefined;
}

/**
 * Asks the engine to connect; emits once: null when the gateway's socket is open, else why not.
 *
 *     send        c
 *     events$     --r       voiceResult with our requestId
 *     result$     --(r|)    or a failure after 10 s
 */
export const connectVoice = (
  engine: Engine,
  address: Address,
  credentials: VoiceCredentials,
  scheduler: SchedulerLike,
): Observable<VoiceFailure | null> =>
  defer(() => {
    const requestId = randomUUID();
    const result$ = engine.events$.pipe(
      map(({ event }) => event),
      filter((event) => event.type === 'voiceResult'),
      filter((result) => result.requestId === requestId),
      map(({ failure, refusal }): VoiceFailure | null =>
        failure === null ? null : { reason: failure, refusedForMs: refusal?.retryAfterMs },
      ),
      take(1),
      timeout({
        first: VOICE_TIMEOUT_MS,
        scheduler,
        with: () => of({ reason: `no answer within ${VOICE_TIMEOUT_MS / 1000} s`, refusedForMs: undefined }),
      }),
    );
    // The engine may answer before `send` returns, so listening comes first.
    const send$ = defer(() => {
      engine.send(address, { type: 'voice', requestId, credentials });
      return EMPTY;
    });
    // The answer is an event, perhaps one of several that the engine is just telling. What the caller sends upon it has
    // to wait until the engine is done with them.
    return merge(result$, send$).pipe(observeOn(asapScheduler));
  });

/** What the client is told: 429 for what was not even tried, else the reference's 500. */
export const voiceProblem = ({ reason, refusedForMs }: VoiceFailure): Problem => {
  if (refusedForMs === undefined) return new Problem(500, 'Failed to connect to voice server', { reason });
  const headers =
    refusedForMs === null ? {} : { headers: { 'Retry-After': String(Math.ceil(refusedForMs / 1000)) } };
  return new Problem(429, reason, { reason, ...headers });
};
