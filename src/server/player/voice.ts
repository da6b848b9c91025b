/** Connecting a player to its voice channel: credentials checked, the engine's answer awaited. */
import { randomUUID } from 'node:crypto';
import type { Observable, SchedulerLike } from 'rxjs';
import { EMPTY, asapScheduler, defer, filter, map, merge, observeOn, of, take, timeout } from 'rxjs';
import type { Address, VoiceCredentials } from '../../../streams/commands.ts';
import type { Engine } from '../../engine/types.ts';
import type { VoiceState } from '../../protocol/index.ts';
import { invalid } from '../http/problem.ts';

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
): Observable<string | null> =>
  defer(() => {
    const requestId = randomUUID();
    const result$ = engine.events$.pipe(
      map(({ event }) => event),
      filter((event) => event.type === 'voiceResult'),
      filter((result) => result.requestId === requestId),
      map(({ failure }) => failure),
      take(1),
      timeout({
        first: VOICE_TIMEOUT_MS,
        scheduler,
        with: () => of(`no answer within ${VOICE_TIMEOUT_MS / 1000} s`),
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
