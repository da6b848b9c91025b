/**
 * The guild's voice connection beside its player: commands in, signals out, and the sink handed to the lane.
 *
 *     commands$   v-----------------w----
 *     signals     -o-r--------c------o-r-      open, ready, closed
 *     lane.sink     S        -         S
 */
import { filter, finalize, map, tap, type Observable } from 'rxjs';
import type { Address, Command } from '../commands.ts';
import type { PlayerInput } from '../player/state.ts';
import type { Lane } from '../sender/lane.ts';
import type { VoiceRequest, VoiceSignal } from './signal.ts';

export interface GuildVoiceCtx {
  /** `voiceConnection` with the ports of this node. */
  readonly connect: (requests$: Observable<VoiceRequest>, address: Address) => Observable<VoiceSignal>;
}

export const voice = (
  commands$: Observable<Command>,
  address: Address,
  lane: Lane,
  ctx: GuildVoiceCtx,
): Observable<PlayerInput> => {
  const requests$ = commands$.pipe(
    filter((command) => command.type === 'voice'),
    map(({ requestId, credentials }): VoiceRequest => ({ requestId, credentials })),
  );
  return ctx.connect(requests$, address).pipe(
    tap((signal) => {
      if (signal.type === 'ready') lane.sink = signal.sink;
      // A connection that opens has no sound path yet, and the one before it is gone.
      if (signal.type === 'open' || signal.type === 'closed') lane.sink = null;
    }),
    finalize(() => (lane.sink = null)),
    map((signal): PlayerInput => ({ type: 'voice', signal })),
  );
};
