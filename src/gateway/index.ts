/**
 * Gateway mode: with a bot token the node follows Discord's gateway itself and needs no voice states from clients.
 *
 *     client.ts        the connection (@discordjs/ws)    messages.ts · failure.ts   what comes in, what goes wrong
 *     credentials.ts   messages → credentials by guild   engine.ts                  credentials → players
 */
export { followDiscord, type DiscordOptions } from './client.ts';
export { guildCredentials, type GuildCredentials } from './credentials.ts';
export { withDiscordVoice, type Following } from './engine.ts';
export type { DiscordEvent } from './messages.ts';
