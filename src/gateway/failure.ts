/** Why Discord's gateway cannot be followed, and whether trying again can help. */

/** Trying again would be refused again. */
export class Refusal extends Error {}

/** Close codes after which Discord wants no reconnect, in words. */
const REFUSALS: Readonly<Record<number, string>> = {
  4004: 'Discord refuses the bot token (4004): check lavalink.server.discordBotToken',
  4010: 'Discord refuses the shard (4010)',
  4011: 'Discord asks for more shards (4011)',
  4012: 'Discord no longer speaks this version of its gateway (4012)',
  4013: 'Discord does not know these intents (4013)',
  4014: 'Discord does not allow the bot these intents (4014)',
};

export const refusalOf = (closeCode: number): Refusal | null => {
  const text = REFUSALS[closeCode];
  return text === undefined ? null : new Refusal(text);
};

const statusOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;

/** What the REST call for the gateway's address threw. */
export const judged = (error: unknown): Error => {
  if (error instanceof Refusal) return error;
  if (statusOf(error) === 401)
    return new Refusal('Discord refuses the bot token (401): check lavalink.server.discordBotToken');
  return error instanceof Error ? error : new Error(String(error));
};
