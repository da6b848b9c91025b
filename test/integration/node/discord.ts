/** Discord's main gateway, as far as a client library needs it: it answers a join with two voice events. */
import type { VoiceGateway } from '../../support/voice-gateway/index.ts';

export interface VoiceStateUpdate {
  readonly t: 'VOICE_STATE_UPDATE';
  readonly d: Readonly<Record<string, unknown>>;
}

export interface VoiceServerUpdate {
  readonly t: 'VOICE_SERVER_UPDATE';
  readonly d: { readonly guild_id: string; readonly token: string; readonly endpoint: string };
}

/** What Discord says to a bot that asks to join a channel of the voice gateway. */
export const joinEvents = (
  gateway: VoiceGateway,
  place: { readonly guildId: string; readonly userId: string },
): readonly [VoiceStateUpdate, VoiceServerUpdate] => {
  const { token, endpoint, sessionId, channelId } = gateway.credentials(place);
  const { guildId, userId } = place;
  return [
    {
      t: 'VOICE_STATE_UPDATE',
      d: {
        guild_id: guildId,
        user_id: userId,
        channel_id: channelId,
        session_id: sessionId,
        self_deaf: true,
        self_mute: false,
      },
    },
    { t: 'VOICE_SERVER_UPDATE', d: { guild_id: guildId, token, endpoint } },
  ];
};
