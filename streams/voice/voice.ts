/**
 * The guild's voice connection beside its player: commands in, signals out, and the sink handed to the lane.
 *
 *     commands$   v---------------w-----------     credentials, other credentials
 *     signals     -o-r--------------o-r----c--     open, ready, closed
 *     lane.sink     S             -   S    -       between two connections nothing is sent, so nothing is lost
 */
import { filter, finalize, map, tap, type Observable } from 'rxjs';
import type { Address, Command, VoiceCredentials } from '../commands.ts';
import type { PlayerInput } from '../player/state.ts';
import type { TimeCtx } from '../ports.ts';
import type { Lane } from '../sender/lane.ts';
import { voiceConnection } from './connection.ts';
import { sameCredentials } from './credentials.ts';
import type { VoicePorts, VoiceSettings } from './ports.ts';
import type { VoiceRequest, VoiceSignal } from './signal.ts';

export type Connect = (requests$: Observable<VoiceRequest>, address: Address) => Observable<VoiceSignal>;

export interface GuildVoiceCtx {
  readonly connect: Connect;
}

/** Voice connections through these ports: what a shard's `connect` is in a running node. */
export const connectThrough =
  (ports: VoicePorts, settings: VoiceSettings, time: TimeCtx): Connect =>
  (requests$, { guildId, userId }) =>
    voiceConnection(requests$, { ...time, ports, settings, identity: { guildId, userId } });

export const voice = (
  commands$: Observable<Command>,
  address: Address,
  lane: Lane,
  ctx: GuildVoiceCtx,
): Observable<PlayerInput> => {
  let current: VoiceCredentials | null = null;
  const requests$ = commands$.pipe(
    filter((command) => command.type === 'voice'),
    map(({ requestId, credentials }): VoiceRequest => ({ requestId, credentials })),
    tap(({ credentials }) => {
      if (current !== null && !sameCredentials(current, credentials)) lane.sink = null;
    }),
  );
  return ctx.connect(requests$, address).pipe(
    tap((signal) => {
      if (signal.type === 'open') current = signal.credentials;
      if (signal.type === 'ready') lane.sink = signal.sink;
      if (signal.type === 'open' || signal.type === 'closed') lane.sink = null;
    }),
    finalize(() => (lane.sink = null)),
    map((signal): PlayerInput => ({ type: 'voice', signal })),
  );
};
