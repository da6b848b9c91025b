/** Discord's main gateway for a client library: it answers a join with two voice events. */
import { joinEvents } from '../../integration/node/discord.ts';
import type { VoiceServerUpdate, VoiceStateUpdate } from '../../integration/node/discord.ts';
import type { VoicePayload, World } from './types.ts';

/** Answers what a library sends; `hear` gets the events one after the other, as they would come over a socket. */
export const fakeDiscord =
  ({ gateway, userId }: World, hear: (event: VoiceStateUpdate | VoiceServerUpdate) => unknown) =>
  ({ d: { guild_id: guildId, channel_id: channelId } }: VoicePayload): void => {
    if (channelId === null) return;
    const events = joinEvents(gateway, { guildId, userId });
    setImmediate(() => {
      for (const event of events) void hear(event);
    });
  };
