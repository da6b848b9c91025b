/** What can be said about credentials without asking Discord. */
import type { VoiceCredentials } from '../commands.ts';
import type { VoiceIdentity } from './ports.ts';

const MAX_U64 = 2n ** 64n - 1n;

/** A Discord id: a decimal number that fits into 64 bits. MLS takes nothing else. */
export const isSnowflake = (text: string): boolean => /^\d{1,20}$/.test(text) && BigInt(text) <= MAX_U64;

export const sameCredentials = (a: VoiceCredentials, b: VoiceCredentials): boolean =>
  a.token === b.token &&
  a.endpoint === b.endpoint &&
  a.sessionId === b.sessionId &&
  a.channelId === b.channelId;

/** Why these can never work, or null. The text holds no secret. */
export const faultOf = (
  { channelId }: VoiceCredentials,
  { guildId, userId }: VoiceIdentity,
): string | null => {
  if (channelId !== null && !isSnowflake(channelId)) return 'channelId is not a Discord id.';
  if (!isSnowflake(guildId)) return 'The guild id is not a Discord id.';
  if (!isSnowflake(userId)) return 'The user id is not a Discord id.';
  return null;
};
