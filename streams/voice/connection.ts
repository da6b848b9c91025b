/**
 * A guild's voice connection: requests in, signals out. Its life is its subscription's life.
 *
 *     requests$   a-------a---b---------        credentials A, A again, B
 *     sockets     A-----------x                 closed with 1000 by us
 *                             B---------
 *     out         -(or)-s-r---(--)-(or)-s       open, result, sink; A again: result only; B: open, result, sink
 */
import { connect, defer, filter, from, map, merge, mergeMap, of, switchMap, type Observable } from 'rxjs';
import { faultOf } from './credentials.ts';
import { requestDesk } from './desk.ts';
import type { VoiceCtx } from './ports.ts';
import { voiceSession, type SessionEvent } from './session.ts';
import type { VoiceRequest, VoiceSignal } from './signal.ts';

/**
 * Subscribing to it and asking connects; unsubscribing leaves, at once and without a word. Every request is answered
 * by one `result` within `settings.answerMs`. A lost connection is got back in silence where that is possible, with
 * the sink in use; else `closed` says so, and the next request connects again. Never errors of its own.
 *
 * @example
 * voiceConnection(requests$, { ...time, ports: createVoicePorts({ log }), identity: { guildId, userId },
 *   settings: defaultVoiceSettings }).subscribe((signal) => console.log(signal.type));
 */
export const voiceConnection = (
  requests$: Observable<VoiceRequest>,
  ctx: VoiceCtx,
): Observable<VoiceSignal> =>
  defer(() => {
    const desk = requestDesk();
    return requests$.pipe(
      map((request) => desk.admit(request)),
      connect((admissions$) =>
        merge(
          admissions$.pipe(mergeMap(({ signals }) => from(signals))),
          admissions$.pipe(
            map(({ move }) => move),
            filter((move) => move !== null),
            switchMap((credentials): Observable<SessionEvent> => {
              const fault = faultOf(credentials, ctx.identity);
              return fault === null ? voiceSession(credentials, ctx) : of({ type: 'failed', failure: fault });
            }),
            mergeMap((event) => from(desk.tell(event))),
          ),
        ),
      ),
    );
  });
