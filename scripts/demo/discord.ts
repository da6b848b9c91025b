/** Discord's part for a real client library: answers its join with a session of the loopback voice gateway. */
import { Connector, type NodeOption } from 'shoukaku';
import type { IssuedCredentials } from '../../test/support/voice-gateway/index.ts';

export interface Place {
  readonly guildId: string;
  readonly channelId: string;
  readonly userId: string;
}

export class LoopbackDiscord extends Connector {
  readonly #place: Place;
  readonly #issue: () => IssuedCredentials;

  constructor(place: Place, issue: () => IssuedCredentials) {
    super(null);
    this.#place = place;
    this.#issue = issue;
  }

  getId(): string {
    return this.#place.userId;
  }

  /** The library asks to join (op 4): Discord tells of the new voice state and of the voice server. */
  sendPacket(): void {
    const { guildId, channelId, userId } = this.#place;
    const { token, endpoint, sessionId } = this.#issue();
    setImmediate(() => {
      this.raw({
        t: 'VOICE_STATE_UPDATE',
        d: {
          guild_id: guildId,
          user_id: userId,
          channel_id: channelId,
          session_id: sessionId,
          self_deaf: true,
          self_mute: false,
        },
      });
      this.raw({ t: 'VOICE_SERVER_UPDATE', d: { guild_id: guildId, token, endpoint } });
    });
  }

  listen(nodes: NodeOption[]): void {
    setImmediate(() => this.ready(nodes));
  }
}
