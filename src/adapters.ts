/**
 * `lavastream/adapters`: the node's own ports, without its server, for a bot process that composes pipelines itself.
 * (`main.ts` wires a whole node; this wires what a pipeline asks of the world.)
 */
import { asyncScheduler, BehaviorSubject, firstValueFrom } from 'rxjs';
import type { Clock, Log, TimeCtx } from '../streams/ports.ts';
import type { GuildCtx } from '../streams/guild.ts';
import { defaultVoiceSettings } from '../streams/voice/index.ts';
import type { VoiceSettings } from '../streams/voice/settings.ts';
import { connectThrough } from '../streams/voice/voice.ts';
import { createCodecs } from './codecs/index.ts';
import { containers } from './containers/index.ts';
import { createFilters, LAVADSPX, type Filters, type PluginFilter } from './dsp/index.ts';
import type { Loader } from './engine/types.ts';
import { createLoader, createMediaPort } from './media/index.ts';
import { createHttpSource, DEFAULT_HTTP_SETTINGS } from './sources/http/index.ts';
import { createLocalSource } from './sources/local/index.ts';
import type { Source } from './sources/types.ts';
import { createVoicePorts } from './voice/index.ts';

export { LAVADSPX, pluginFilter } from './dsp/index.ts';
export type { PluginFilter, PluginFilterDefinition, PluginOperator } from './dsp/index.ts';
export { followDiscord, guildCredentials } from './gateway/index.ts';
export type { LoadResult, Loader } from './engine/types.ts';
export type { Source } from './sources/types.ts';

export interface PortOptions {
  /** Default: silence. */
  readonly log?: Log;
  /** Where tracks come from, in the order in which they are asked. Default: http(s), public addresses only. */
  readonly sources?: readonly Source[];
  /** Opus complexity, 0 to 10. Default: 10. */
  readonly encodingQuality?: number;
  /** Filters beyond the ten, for `pluginFilters` of a `filters` command. Default: {@link LAVADSPX}. */
  readonly pluginFilters?: readonly PluginFilter[];
  /** Changes to the times, attempts and limits of voice connections. */
  readonly voice?: Partial<VoiceSettings>;
  /** Does the encoding become simpler when the sound does not get through well? Default: no. */
  readonly adaptiveQuality?: boolean;
}

export interface Ports {
  /** For `guildPipeline` and `beating`. */
  readonly ctx: GuildCtx & TimeCtx;
  /** Finds tracks for `play` commands. */
  readonly loader: Loader;
  /** Why the settings of a `filters` command cannot be, with the field; null if they can. Ask before it is sent. */
  readonly filterProblem: Filters['problem'];
  /** Changes them again, also for connections that live. */
  readonly setVoice: (change: Partial<VoiceSettings>) => void;
  /** Loads codecs and voice libraries now rather than with the first track. Rejects when nobody can encode. */
  readonly warm: () => Promise<void>;
}

const clock: Clock = { now: () => performance.now(), wall: () => Date.now() };
const silence: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** Files and radios behind http(s) URLs; private and loopback addresses are refused unless they are allowed. */
export const httpSource = ({ allowPrivateNetworks = false } = {}): Source =>
  createHttpSource({ ...DEFAULT_HTTP_SETTINGS, allowPrivateNetworks });

/** Any media file on this machine, by its path: only where every user may read all of them. */
export const localSource = (): Source => createLocalSource();

/**
 * Ports of this machine: sockets, clock, codecs, filters, sources. One set serves any number of players; nothing is
 * opened before a player needs it.
 *
 * @throws {RangeError} for an encoding quality out of range, and when two plugin filters have one name
 * @example
 * const { ctx, loader } = createPorts({ log: console });
 * beating(guildPipeline(commands$, address, ctx), ctx).subscribe(console.log);
 */
export const createPorts = ({
  log = silence,
  sources = [httpSource()],
  encodingQuality = 10,
  pluginFilters = LAVADSPX,
  voice = {},
  adaptiveQuality = false,
}: PortOptions = {}): Ports => {
  const time: TimeCtx = { scheduler: asyncScheduler, clock, log };
  const codecs = createCodecs({ log, encodingQuality });
  const filters = createFilters({ plugins: pluginFilters });
  const voicePorts = createVoicePorts({ log });
  const voiceSettings = new BehaviorSubject<VoiceSettings>({ ...defaultVoiceSettings, ...voice });
  return {
    ctx: {
      ...time,
      media: createMediaPort({ sources, containers, log }),
      codecs,
      filters,
      connect: connectThrough(voicePorts, voiceSettings, time),
      settings: {
        frameBufferDurationMs: 5_000,
        bufferDurationMs: 400,
        trackStuckThresholdMs: 10_000,
        useSeekGhosting: true,
        playerUpdateIntervalMs: 5_000,
        voiceHealthThreshold: 50,
        adaptiveQuality,
      },
    },
    loader: createLoader({ sources, containers, log }),
    filterProblem: filters.problem,
    setVoice: (change) => voiceSettings.next({ ...voiceSettings.value, ...change }),
    warm: async () => {
      await Promise.all([codecs.warm(), firstValueFrom(voicePorts.load())]);
    },
  };
};
