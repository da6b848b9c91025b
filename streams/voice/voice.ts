/**
 * The guild's voice connection beside its player: commands in, signals out, and the sink handed to the lane.
 *
 *     commands$   v---------------w-----------     credentials, other credentials
 *     signals     -o-r--------------o-r----c--     open, ready, closed
 *     lane.sink     S             -   S    -       between two connections nothing is sent, so nothing is lost
 *
 * A parked connection (nothing was played for long) leaves the lane without a sink, too, but its track is not cleaned up.
 */
import { filter, finalize, map, NEVER, tap, type Observable } from 'rxjs';
import type { Address, Command, VoiceCredentials } from '../commands.ts';
import type { PlayerInput } from '../player/state.ts';
import type { TimeCtx } from '../ports.ts';
import type { Lane } from '../sender/lane.ts';
import { voiceConnection, type VoiceInputs } from './connection.ts';
import { sameCredentials } from './credentials.ts';
import type { VoicePorts } from './ports.ts';
import { voiceRegistry, type VoiceRegistry } from './registry.ts';
import type { SettingsSource, VoiceSettings } from './settings.ts';
import type { VoiceRequest, VoiceSignal } from './signal.ts';

export type Connect = (
  requests$: Observable<VoiceRequest>,
  address: Address,
  inputs?: VoiceInputs,
) => Observable<VoiceSignal>;

export interface GuildVoiceCtx {
  readonly connect: Connect;
}

/** Whether settings come as they are, or from where they may change. */
const sourceOf = (settings: VoiceSettings | SettingsSource): SettingsSource =>
  'value' in settings ? settings : { value: settings };

/** What the connections made through it share; pass it where its figures are wanted. */
export const registryOf = (settings: VoiceSettings | SettingsSource, time: TimeCtx): VoiceRegistry => {
  const source = sourceOf(settings);
  return voiceRegistry(() => source.value, time);
};

/**
 * Voice connections through these ports: what a shard's `connect` is in a running node.
 *
 * @param settings a `BehaviorSubject` of them may change while connections live
 * @example
 * const settings = new BehaviorSubject(defaultVoiceSettings);
 * const connect = connectThrough(ports, settings, time);
 * settings.next({ ...settings.value, maxConnections: 100 });
 */
export const connectThrough = (
  ports: VoicePorts,
  settings: VoiceSettings | SettingsSource,
  time: TimeCtx,
  registry: VoiceRegistry = registryOf(settings, time),
): Connect => {
  const source = sourceOf(settings);
  return (requests$, { guildId, userId }, inputs) => {
    const ctx = {
      ...time,
      ports,
      registry,
      identity: { guildId, userId },
      get settings() {
        return source.value;
      },
    };
    return voiceConnection(requests$, ctx, inputs);
  };
};

/** `wanted$`: is there something to be played? */
export const voice = (
  commands$: Observable<Command>,
  address: Address,
  lane: Lane,
  ctx: GuildVoiceCtx,
  wanted$: Observable<boolean> = NEVER,
): Observable<PlayerInput> => {
  let current: VoiceCredentials | null = null;
  const requests$ = commands$.pipe(
    filter((command) => command.type === 'voice'),
    map(({ requestId, credentials }): VoiceRequest => ({ requestId, credentials })),
    tap(({ credentials }) => {
      if (current !== null && !sameCredentials(current, credentials)) lane.sink = null;
    }),
  );
  const resets$ = commands$.pipe(filter((command) => command.type === 'resetVoice'));
  return ctx.connect(requests$, address, { wanted$, resets$ }).pipe(
    tap((signal) => {
      if (signal.type === 'open') current = signal.credentials;
      if (signal.type === 'ready') lane.sink = signal.sink;
      if (signal.type === 'open' || signal.type === 'closed') lane.sink = null;
      if (signal.type === 'parked') lane.park();
    }),
    finalize(() => (lane.sink = null)),
    map((signal): PlayerInput => ({ type: 'voice', signal })),
  );
};
