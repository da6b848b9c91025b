/** What a Prometheus server gets to see: the reference's figures under their names, ours under `lavastream_`. */
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Observable } from 'rxjs';
import type { EngineEvent, FrameCounts, PlayerSnapshot } from '../../../streams/events.ts';
import type { ShardCtx } from '../../../streams/shard.ts';
import type { Loader } from '../../engine/types.ts';
import type { StatsMessage } from '../../protocol/index.ts';
import { countFrames } from './frames.ts';
import { countLoads } from './loads.ts';
import { nodeGauges } from './node.gauges.ts';
import { countPlayers } from './players.ts';
import { samplesNamed } from './samples.ts';
import { countVoiceConnections, type VoiceConnections } from './voice.connections.ts';
import { measureVoiceHealth } from './voice.health.ts';
import { countShedding } from './shedding.ts';
import { countVoiceCloses } from './voice.closes.ts';

export interface MetricsEngine {
  readonly events$: Observable<EngineEvent>;
  readonly snapshots: () => readonly PlayerSnapshot[];
  readonly frameTotals: () => FrameCounts;
}

export interface Metrics {
  readonly onTick: ShardCtx['onTick'];
  readonly onShed: NonNullable<ShardCtx['onShed']>;
  /** The same loader, counted. */
  readonly countedLoader: (loader: Loader) => Loader;
  /** Counts what happens in the engine and its voice connections from now on; the result stops that. */
  readonly watch: (engine: MetricsEngine, connections?: VoiceConnections) => () => void;
  /**
   * All figures in the text format 0.0.4, or only the samples (not the families) that have one of `names`.
   * `stats` are the node's, at this moment.
   */
  readonly text: (stats: StatsMessage, names?: readonly string[]) => Promise<string>;
}

/**
 * No label is a guild, a session or a user: what one bot does must not make the series of all others more.
 * @example
 * const metrics = createMetrics();
 * const stop = metrics.watch(engine);
 * await metrics.text(stats, ['lavalink_players_total']);
 */
export const createMetrics = (): Metrics => {
  const registry = new Registry();
  const setNode = nodeGauges(registry);
  const frames = countFrames(registry);
  const loaderOf = countLoads(registry);
  const setPlayers = countPlayers(registry);
  const watchVoice = countVoiceCloses(registry);
  const voiceHealth = measureVoiceHealth(registry);
  const onShed = countShedding(registry);
  const voiceConnections = countVoiceConnections(registry);
  // Of this process: `process_*`, and `nodejs_*` with the delay of the event loop and the pauses of the collector.
  collectDefaultMetrics({ register: registry });
  let engine: MetricsEngine | undefined;
  let connections: VoiceConnections | undefined;

  return {
    onTick: ({ lateMs }) => frames.late(lateMs),
    onShed,
    countedLoader: loaderOf,
    watch: (watched, shared) => {
      engine = watched;
      connections = shared;
      const watching = watchVoice(watched.events$);
      watching.add(voiceHealth.watch(watched.events$));
      if (shared !== undefined) watching.add(voiceConnections.watch(shared));
      return () => {
        engine = connections = undefined;
        watching.unsubscribe();
      };
    },
    text: async (stats, names = []) => {
      setNode(stats);
      if (engine !== undefined) {
        const players = engine.snapshots();
        setPlayers(players);
        voiceHealth.set(players);
        if (connections !== undefined) voiceConnections.set(connections, players);
        frames.set(engine.frameTotals());
      }
      return samplesNamed(await registry.metrics(), names);
    },
  };
};
