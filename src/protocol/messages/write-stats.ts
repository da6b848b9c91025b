/** Stats, over REST and over the WebSocket (protocol §2.5). */
import type { JsonText } from '../json/index.ts';
import { double, integer, object } from './text.ts';

export interface FrameStatsMessage {
  readonly sent: number;
  readonly nulled: number;
  /** 3000 − (sent + nulled); below 0 if more was sent than a minute holds. */
  readonly deficit: number;
}

export interface StatsMessage {
  readonly players: number;
  readonly playingPlayers: number;
  readonly uptimeMs: number;
  /** Bytes. */
  readonly memory: {
    readonly free: number;
    readonly used: number;
    readonly allocated: number;
    readonly reservable: number;
  };
  /** Loads are fractions of the whole machine, 0 to 1. */
  readonly cpu: {
    readonly cores: number;
    readonly systemLoad: number;
    readonly lavalinkLoad: number;
  };
}

const writeFrameStats = (frames: FrameStatsMessage): JsonText =>
  object({
    sent: integer(frames.sent),
    nulled: integer(frames.nulled),
    deficit: integer(frames.deficit),
  });

const members = (stats: StatsMessage, frames: FrameStatsMessage | null) => ({
  frameStats: frames === null ? 'null' : writeFrameStats(frames),
  players: integer(stats.players),
  playingPlayers: integer(stats.playingPlayers),
  uptime: integer(stats.uptimeMs),
  memory: object({
    free: integer(stats.memory.free),
    used: integer(stats.memory.used),
    allocated: integer(stats.memory.allocated),
    reservable: integer(stats.memory.reservable),
  }),
  cpu: object({
    cores: integer(stats.cpu.cores),
    systemLoad: double(stats.cpu.systemLoad),
    lavalinkLoad: double(stats.cpu.lavalinkLoad),
  }),
});

/** The `stats` op. `frames` is about the session it goes to; null if none of its players tells. */
export const writeStats = (stats: StatsMessage, frames: FrameStatsMessage | null): JsonText =>
  object({ op: '"stats"', ...members(stats, frames) });

/** GET stats: no `op`, and `frameStats` is there but null. */
export const writeRestStats = (stats: StatsMessage): JsonText => object(members(stats, null));
