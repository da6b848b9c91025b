/**
 * A player inside a bot process: no node, no HTTP. Three streams of the bot's own client go in, sound goes to Discord.
 *
 *     voiceState$ ─┐
 *                  ├─ discordCredentials ─► voice ─┐
 *     voiceServer$ ┘                               ├─► guildPipeline ─► events$
 *     commands$   ─────── play, pause, volume … ───┘
 *
 * `npm run example` plays it against a voice server on this machine (examples/loopback.ts).
 */
import { createPorts, type Ports } from 'lavastream/adapters';
import {
  beating,
  discordCredentials,
  guildPipeline,
  type Command,
  type PlayerEvent,
  type VoiceServerUpdate,
  type VoiceStateUpdate,
} from 'lavastream/streams';
import { fromEventPattern, map, merge, type Observable } from 'rxjs';

/** What of a discord.js client is needed: `client.ws` tells Discord's own messages under their names. */
export interface DiscordClient {
  readonly user: { readonly id: string };
  readonly ws: {
    on(name: string, listener: (...data: unknown[]) => void): unknown;
    off(name: string, listener: (...data: unknown[]) => void): unknown;
  };
}

const messages = <T>({ ws }: DiscordClient, name: string): Observable<T> =>
  fromEventPattern<T>(
    (listener) => ws.on(name, listener),
    (listener) => ws.off(name, listener),
  );

/** The player of one guild. It connects wherever the bot is in voice, and lives as long as it is subscribed to. */
export const playerOf = (
  client: DiscordClient,
  guildId: string,
  commands$: Observable<Command>,
  { ctx }: Ports = createPorts({ log: console }),
): Observable<PlayerEvent> => {
  const userId = client.user.id;
  const voiceState$ = messages<VoiceStateUpdate>(client, 'VOICE_STATE_UPDATE');
  const voiceServer$ = messages<VoiceServerUpdate>(client, 'VOICE_SERVER_UPDATE');

  const voice$ = discordCredentials(voiceState$, voiceServer$, { guildId, userId }, ctx).pipe(
    map((credentials, index): Command => ({ type: 'voice', requestId: `voice ${index}`, credentials })),
  );
  const address = { sessionId: 'embedded', guildId, userId };
  return beating(guildPipeline(merge(voice$, commands$), address, ctx), ctx);
};

/** The command that plays what an identifier stands for. */
export const play = async ({ loader }: Ports, identifier: string): Promise<Command> => {
  const found = await loader.load(identifier);
  if (found.loadType !== 'track') throw new Error(`${identifier}: ${found.loadType}`);
  return { type: 'play', track: found.track, userData: '{}', startMs: 0, endMs: null, paused: false };
};
