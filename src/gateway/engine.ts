/**
 * Gives players the credentials that the node got from Discord itself.
 *
 * Whose: every player of a session whose User-Id is the bot's, in that guild; players made later get them when they
 * are made. A client's own credentials go through as before; when they differ from Discord's, that player follows its
 * client alone, until the client sends Discord's again or destroys it.
 */
import type { Observable } from 'rxjs';
import type { Address, Command, VoiceCredentials } from '../../streams/commands.ts';
import type { Log } from '../../streams/ports.ts';
import { sameCredentials } from '../../streams/voice/credentials.ts';
import type { Engine } from '../engine/types.ts';
import type { GuildCredentials } from './credentials.ts';

export interface Following<E extends Engine> {
  /** To be used instead of the one that was given. */
  readonly engine: E;
  readonly close: () => void;
}

/** Tells our own requests from a client's. */
const REQUEST = 'discord gateway ';

const playerOf = ({ sessionId, guildId }: Address): string => `${guildId}/${sessionId}`;
const guildOf = (userId: string, guildId: string): string => `${userId}/${guildId}`;

/** Three client libraries send no channel, without which there is no end-to-end encryption; Discord told us. */
const completed = (sent: VoiceCredentials, known: VoiceCredentials): VoiceCredentials => {
  const full = { ...sent, channelId: sent.channelId ?? known.channelId };
  return sameCredentials(full, known) ? full : sent;
};

/** @example const { engine, close } = withDiscordVoice(localEngine, guildCredentials(discord$, time), log); */
export const withDiscordVoice = <E extends Engine>(
  engine: E,
  credentials$: Observable<GuildCredentials>,
  log: Log,
): Following<E> => {
  const known = new Map<string, VoiceCredentials>();
  /** Players that follow their client alone. */
  const own = new Set<string>();
  let given = 0;

  const give = (address: Address, credentials: VoiceCredentials): void => {
    given += 1;
    engine.send(address, { type: 'voice', requestId: `${REQUEST}${given}`, credentials });
  };

  const failures = engine.events$.subscribe(({ address: { guildId, sessionId }, event }) => {
    if (event.type !== 'voiceResult' || event.failure === null || !event.requestId.startsWith(REQUEST))
      return;
    log.warn('Discord’s voice credentials did not connect', { guildId, sessionId, reason: event.failure });
  });

  const news = credentials$.subscribe(({ guildId, userId, credentials }) => {
    if (credentials === null) {
      known.delete(guildOf(userId, guildId));
      return;
    }
    known.set(guildOf(userId, guildId), credentials);
    for (const { address } of engine.snapshots()) {
      const isTheirs = address.guildId === guildId && address.userId === userId;
      if (isTheirs && !own.has(playerOf(address))) give(address, credentials);
    }
  });

  const send = (address: Address, command: Command): void => {
    const ours = known.get(guildOf(address.userId, address.guildId));
    if (command.type === 'destroy') own.delete(playerOf(address));
    if (ours === undefined || command.type === 'destroy') return engine.send(address, command);
    if (command.type === 'voice') {
      const credentials = completed(command.credentials, ours);
      if (sameCredentials(credentials, ours)) own.delete(playerOf(address));
      else own.add(playerOf(address));
      return engine.send(address, { ...command, credentials });
    }
    const isNew = engine.snapshot(address.sessionId, address.guildId) === undefined;
    engine.send(address, command);
    if (isNew) give(address, ours);
  };

  return {
    engine: { ...engine, send },
    close: () => {
      news.unsubscribe();
      failures.unsubscribe();
    },
  };
};
