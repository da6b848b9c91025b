/** What of Discord's gateway concerns us, checked at the edge. */
import { isRight } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import type { VoiceServerUpdate, VoiceStateUpdate } from '../../streams/voice/discord.ts';

export type DiscordEvent =
  /** The gateway accepts the token. Comes again after each new session. */
  | { readonly type: 'ready'; readonly userId: string }
  | { readonly type: 'voiceState'; readonly update: VoiceStateUpdate }
  | { readonly type: 'voiceServer'; readonly update: VoiceServerUpdate };

const Ready = t.type({ user: t.type({ id: t.string }) });
const State = t.intersection([
  t.type({ channel_id: t.union([t.string, t.null]), user_id: t.string, session_id: t.string }),
  t.partial({ guild_id: t.string }),
]);
const Server = t.type({ guild_id: t.string, token: t.string, endpoint: t.union([t.string, t.null]) });

/** Null: another message, or one that is not of Discord's form. */
export const readDispatch = (name: string, data: unknown): DiscordEvent | null => {
  switch (name) {
    case 'READY': {
      const ready = Ready.decode(data);
      return isRight(ready) ? { type: 'ready', userId: ready.right.user.id } : null;
    }
    case 'VOICE_STATE_UPDATE': {
      const update = State.decode(data);
      return isRight(update) ? { type: 'voiceState', update: update.right } : null;
    }
    case 'VOICE_SERVER_UPDATE': {
      const update = Server.decode(data);
      return isRight(update) ? { type: 'voiceServer', update: update.right } : null;
    }
    default:
      return null;
  }
};
