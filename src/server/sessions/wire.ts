/** What the engine says, as messages for a client (protocol §2.3, §2.4). */
import type { EngineEvent, PlayerSnapshot } from '../../../streams/events.ts';
import type { PlayerMessage } from '../../protocol/index.ts';
import {
  writeIcyMetadata,
  writePlayerUpdate,
  writeTrackEnd,
  writeTrackException,
  writeTrackStart,
  writeTrackStuck,
  writeWebSocketClosed,
} from '../../protocol/index.ts';
import type { Message } from './outbox.ts';

const lasting = (text: string): Message => ({ text, isPassing: false });

/** The message for an event; null for what Lavalink's clients do not know. */
export const eventMessage = ({ address: { guildId }, event }: EngineEvent): Message | null => {
  switch (event.type) {
    case 'trackStart':
      return lasting(writeTrackStart(guildId, event.playing));
    case 'trackEnd':
      return lasting(writeTrackEnd(guildId, event.playing, event.reason));
    case 'trackException':
      return lasting(writeTrackException(guildId, event.playing, event.failure));
    case 'trackStuck':
      return lasting(writeTrackStuck(guildId, event.playing, event.thresholdMs));
    case 'webSocketClosed':
      return lasting(writeWebSocketClosed(guildId, event));
    case 'playerUpdate':
      return { text: writePlayerUpdate(guildId, event.state), isPassing: true };
    case 'streamTitle':
      return lasting(writeIcyMetadata(guildId, event));
    case 'voiceResult':
    case 'voiceHealth':
    case 'voiceQuality':
      return null;
  }
};

/** A player as REST shows it. */
export const playerMessage = (snapshot: PlayerSnapshot): PlayerMessage => ({
  guildId: snapshot.address.guildId,
  track: snapshot.playing,
  next: snapshot.next ?? null,
  volume: snapshot.volume,
  paused: snapshot.paused,
  state: snapshot.state,
  voice: snapshot.voice,
  filters: snapshot.filters,
});
