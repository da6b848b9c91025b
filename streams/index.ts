/**
 * `lavastream/streams`: the pipeline graph, for a bot process that brings its own ports.
 *
 *     words       commands.ts · events.ts · ports.ts
 *     pipelines   guild.ts (one player) · beating.ts (and its clock) · shard.ts (all players of a thread)
 *     pieces      voice/ · track/ · player/ · sender/ · stats/ · clock/
 */
export * from './commands.ts';
export * from './events.ts';
export * from './ports.ts';

export { guildPipeline, type GuildCtx, type GuildPipeline, type GuildSettings } from './guild.ts';
export { beating } from './beating.ts';
export { shard, type AddressedCommand, type Shard, type ShardCtx } from './shard.ts';

export { tick, type Tick } from './clock/tick.ts';
export { Lane, type LaneNotice } from './sender/lane.ts';
export { connectThrough, type Connect } from './voice/voice.ts';
export { discordCredentials, type VoiceServerUpdate, type VoiceStateUpdate } from './voice/discord.ts';
export * from './voice/index.ts';
