/** Carries out a plan, step by step in the order of protocol §1.11; a step that fails undoes nothing before it. */
import type { Observable } from 'rxjs';
import { EMPTY, concat, defer, from, ignoreElements, of, tap } from 'rxjs';
import type { Address, Command, Track } from '../../../streams/commands.ts';
import type { PlayerSnapshot } from '../../../streams/events.ts';
import type { VoiceState } from '../../protocol/index.ts';
import { notFound } from '../http/problem.ts';
import type { ServerContext } from '../ports.ts';
import { recognised } from './filters.policy.ts';
import type { PlayerPlan, TrackRequest } from './plan.ts';
import { decodeTrack, lookUpTrack } from './track.ts';
import { connectVoice, voiceProblem } from './voice.ts';

export type ApplyContext = Pick<ServerContext, 'engine' | 'loader' | 'scheduler' | 'log' | 'pluginFilters'>;

interface Target {
  readonly plan: PlayerPlan;
  readonly address: Address;
  /** The channel to connect to where the plan names none. */
  readonly knownChannelId: string | null;
  readonly context: ApplyContext;
}

const sender =
  ({ address, context }: Target) =>
  (command: Command): void =>
    context.engine.send(address, command);

const isPlaying = ({ address, context }: Target): boolean =>
  (context.engine.snapshot(address.sessionId, address.guildId)?.playing ?? null) !== null;

const connect = (voice: VoiceState, target: Target): Observable<never> => {
  const { address, knownChannelId, context } = target;
  const credentials = { ...voice, channelId: voice.channelId ?? knownChannelId };
  return connectVoice(context.engine, address, credentials, context.scheduler).pipe(
    tap((failure) => {
      if (failure === null) return;
      context.log.warn('voice connection failed', { guildId: address.guildId, reason: failure.reason });
      throw voiceProblem(failure);
    }),
    ignoreElements(),
  );
};

/** Steps 9 to 14: what changes the player, and the current track unless a new one is asked for. */
const adjust = (target: Target): void => {
  const { plan, context } = target;
  const send = sender(target);
  const isAboutCurrent = plan.track === undefined;
  if (isAboutCurrent && plan.paused !== undefined) send({ type: 'pause', paused: plan.paused });
  if (isAboutCurrent && plan.userData !== undefined) send({ type: 'userData', userData: plan.userData });
  if (plan.volume !== undefined) send({ type: 'volume', volume: plan.volume });
  if (isAboutCurrent && isPlaying(target)) {
    if (plan.positionMs !== undefined) send({ type: 'seek', positionMs: plan.positionMs });
    if (plan.endMs !== undefined) send({ type: 'endTime', endMs: plan.endMs });
  }
  if (plan.filters !== undefined) {
    send({ type: 'filters', filters: recognised(plan.filters, context.pluginFilters) });
  }
};

const obtain = (request: Exclude<TrackRequest, { type: 'stop' }>, { context }: Target): Observable<Track> =>
  request.type === 'encoded'
    ? defer(() => of(decodeTrack(request.encoded, context.loader)))
    : defer(() => from(lookUpTrack(request.identifier, context.loader)));

/** Step 15. */
const changeTrack = (request: TrackRequest, target: Target): Observable<never> =>
  defer(() => {
    const { plan } = target;
    const send = sender(target);
    if (plan.noReplace && isPlaying(target)) return EMPTY;
    const paused = plan.paused ?? false;
    send({ type: 'pause', paused });
    if (request.type === 'stop') {
      send({ type: 'stop' });
      return EMPTY;
    }
    return obtain(request, target).pipe(
      tap((track) =>
        send({
          type: 'play',
          track,
          userData: plan.userData ?? '{}',
          startMs: plan.positionMs ?? Math.max(0, Number(track.positionMs)),
          endMs: plan.endMs ?? null,
          paused,
        }),
      ),
    );
  }).pipe(ignoreElements());

/** Behind all others, so that in a request with both it follows the new track. */
const changeNext = (target: Target): Observable<never> =>
  defer(() => {
    const { next } = target.plan;
    if (next === undefined) return EMPTY;
    const send = sender(target);
    if (next === null) {
      send({ type: 'next', next });
      return EMPTY;
    }
    const { userData, crossfadeMs } = next;
    return obtain(next.track, target).pipe(
      tap((track) => send({ type: 'next', next: { track, userData, crossfadeMs } })),
    );
  }).pipe(ignoreElements());

const result = ({ address, context }: Target): PlayerSnapshot => {
  const snapshot = context.engine.snapshot(address.sessionId, address.guildId);
  if (snapshot === undefined) throw notFound('Player not found');
  return snapshot;
};

/** Everything behind the voice connection. Most requests are done with it at once. */
const settle = (target: Target): Observable<PlayerSnapshot> =>
  defer(() => {
    adjust(target);
    const result$ = defer(() => of(result(target)));
    const { track, next } = target.plan;
    if (track === undefined && next === undefined) return result$;
    return concat(track === undefined ? EMPTY : changeTrack(track, target), changeNext(target), result$);
  });

/** Cold. Emits the player as it is afterwards; errors with a {@link Problem}. */
export const applyPlan = (target: Target): Observable<PlayerSnapshot> =>
  defer(() => {
    const { voice } = target.plan;
    sender(target)({ type: 'create' });
    return voice === undefined ? settle(target) : concat(connect(voice, target), settle(target));
  });
