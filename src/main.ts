/**
 * The only file that knows everybody: config → ports → engine → server.
 *
 *     config ─► sources, containers ─► loader, media port ─┐
 *            ─► codecs ────────────────────────────────────┼─► engine ─► server
 *            ─► voice ports ───────────────────────────────┘
 */
import { readFileSync } from 'node:fs';
import { isLeft } from 'fp-ts/lib/Either.js';
import { asyncScheduler, BehaviorSubject } from 'rxjs';
import { connectThrough, registryOf } from '../streams/voice/voice.ts';
import type { VoiceSettings } from '../streams/voice/settings.ts';
import type { PlayerSnapshot } from '../streams/events.ts';
import type { Clock, Log, TimeCtx } from '../streams/ports.ts';
import type { ShardCtx } from '../streams/shard.ts';
import { createCodecs } from './codecs/index.ts';
import { listNames, loadConfig, readTextFile, type Config, type ConfigCheck } from './config/index.ts';
import { containers } from './containers/index.ts';
import { createFilters, LAVADSPX, LAVADSPX_PLUGIN, type PluginFilter } from './dsp/index.ts';
import { createLocalEngine } from './engine/local/index.ts';
import { voiceSettings } from './engine/local/voice.settings.ts';
import { withoutEvents } from './engine/quiet.ts';
import { followDiscord, guildCredentials, withDiscordVoice } from './gateway/index.ts';
import { createLoader, createMediaPort } from './media/index.ts';
import { checkRoutePlanner, routePlannerOf, sourcesOf } from './node/sources.ts';
import { buildInfo, VERSION } from './ops/build.info.ts';
import { createHealth } from './ops/health.ts';
import { installLastNet } from './ops/last.net.ts';
import { LOGGERS, unusedLevels } from './ops/log.levels.ts';
import { createLogs, type Logs, type Trace } from './ops/log.ts';
import { checkLogging, logSettings } from './ops/log.settings.ts';
import type { Metrics } from './ops/metrics/index.ts';
import { partsOf } from './ops/parts.ts';
import { writeReport } from './ops/report.ts';
import { shutdownOn } from './ops/shutdown.ts';
import { asksForVersion, versionText } from './ops/version.text.ts';
import { availableFilters, createServer, createSystemStats, tlsOptions, tlsProblem } from './server/index.ts';
import { createVoicePorts } from './voice/index.ts';

const clock: Clock = { now: () => performance.now(), wall: () => Date.now() };

/** A running node. */
export interface RunningNode {
  readonly port: number;
  /** For people: what was found and what will be used. */
  readonly report: string;
  /** Open media; 0 when nothing plays. */
  readonly liveSources: () => number;
  readonly snapshots: () => readonly PlayerSnapshot[];
  /** Changes settings of voice connections while they live. */
  readonly setVoice: (change: Partial<VoiceSettings>) => void;
  /** From now on `/readyz` says no, and everything goes on. */
  readonly drain: () => void;
  readonly close: () => Promise<void>;
}

export interface NodeOptions {
  readonly config: Config;
  readonly log: Log;
  /** By logger name; default: `log` for everything. */
  readonly logs?: Logs;
  /** Told of every message that goes out on a WebSocket. */
  readonly traceMessage?: Trace | undefined;
  /** Filters beyond the ten, that clients set inside `pluginFilters`. Default: {@link LAVADSPX}, those of that plugin. */
  readonly pluginFilters?: readonly PluginFilter[];
  /** Told after each tick: how late it was and how long its batch took, ms. */
  readonly onTick?: ShardCtx['onTick'];
}

/** The library is only there for who has it read. */
const metricsOf = async ({ metrics: { prometheus } }: Config): Promise<Metrics | undefined> => {
  if (!prometheus.enabled) return undefined;
  const { createMetrics } = await import('./ops/metrics/index.ts');
  return createMetrics();
};

const checkTls: ConfigCheck = ({ server }) => tlsProblem(server.ssl, readFileSync);

/**
 * Starts a whole node in this process.
 *
 * @example const { port, close } = await startNode({ config, log });
 */
export const startNode = async ({
  config,
  log,
  logs = () => log,
  traceMessage,
  pluginFilters = LAVADSPX,
  onTick,
}: NodeOptions): Promise<RunningNode> => {
  const { server: http, lavalink } = config;
  const settings = lavalink.server;
  const time: TimeCtx = { scheduler: asyncScheduler, clock, log: logs(LOGGERS.player) };
  const [mediaLog, codecLog, voiceLog] = [logs(LOGGERS.media), logs(LOGGERS.codecs), logs(LOGGERS.voice)];

  const routePlanner = routePlannerOf(settings, mediaLog);
  const tls = tlsOptions(http.ssl, readFileSync);

  const sources = sourcesOf(settings, routePlanner);
  const health = createHealth(time);
  const metrics = await metricsOf(config);
  const loader = createLoader({ sources, containers, log: mediaLog });
  const media = createMediaPort({ sources, containers, log: mediaLog });
  const codecs = createCodecs({
    log: codecLog,
    encodingQuality: settings.opusEncodingQuality,
    resamplingQuality: settings.resamplingQuality,
  });
  const filters = createFilters({ plugins: pluginFilters });
  const voicePorts = createVoicePorts({ log: voiceLog });
  const voice = new BehaviorSubject(voiceSettings(settings.voice));
  const voiceTime = { ...time, log: voiceLog };
  const voiceRegistry = registryOf(voice, voiceTime);

  /** Loading takes a while and much memory: not at the start, but before anybody listens. */
  const warm = (): void => {
    codecs.warm().catch((error: unknown) => codecLog.error('The codecs could not be loaded', { error }));
    voicePorts.load().subscribe({
      error: (error: unknown) => voiceLog.error('The voice libraries could not be loaded', { error }),
    });
  };

  const localEngine = createLocalEngine(
    {
      ...time,
      media,
      codecs,
      filters,
      connect: connectThrough(voicePorts, voice, voiceTime, voiceRegistry),
      onTick: (tick, tookMs) => {
        metrics?.onTick(tick, tookMs);
        onTick?.(tick, tookMs);
      },
      ...(settings.voice.loadShedding ? { onShed: metrics?.onShed ?? (() => undefined) } : {}),
      settings: {
        frameBufferDurationMs: settings.frameBufferDurationMs,
        bufferDurationMs: settings.bufferDurationMs,
        trackStuckThresholdMs: settings.trackStuckThresholdMs,
        timescalePositions: settings.timescalePositions,
        useSeekGhosting: settings.useSeekGhosting,
        playerUpdateIntervalMs: settings.playerUpdateInterval * 1000,
        voiceHealthThreshold: settings.voice.healthThreshold,
        adaptiveQuality: settings.voice.adaptiveQuality,
      },
    },
    { onFirstPlayer: warm },
  );

  const discord$ = followDiscord({
    token: settings.discordBotToken.trim(),
    apiUrl: settings.discordApiUrl,
    log: voiceLog,
    scheduler: asyncScheduler,
  });
  const following = withDiscordVoice(localEngine, guildCredentials(discord$, time), voiceLog);
  const { engine } = following;

  const unwatch = metrics?.watch(engine, voiceRegistry);

  const server = createServer({
    engine: settings.sources.httpIcyEvents ? engine : withoutEvents(engine, 'streamTitle'),
    loader: metrics?.countedLoader(loader) ?? loader,
    log: logs(LOGGERS.server),
    requestLog: logs(LOGGERS.requests),
    traceMessage,
    clock,
    settings: {
      address: http.address,
      port: http.port,
      password: settings.password,
      tls: tls ?? undefined,
      contextPath: http.servlet['context-path'],
      filters: settings.filters,
      requestLog: config.logging.request,
    },
    info: buildInfo(LAVADSPX.every((one) => pluginFilters.includes(one)) ? [LAVADSPX_PLUGIN] : []),
    stats: createSystemStats({ clock }),
    filterProblem: filters.problem,
    pluginFilters: filters.pluginNames,
    metrics: metrics && { endpoint: config.metrics.prometheus.endpoint, text: metrics.text },
    routePlanner,
    health,
  });
  const { port } = await server.listen();
  health.start();

  return {
    port,
    report: writeReport({
      version: VERSION,
      node: process.versions.node,
      parts: partsOf({
        address: `${http.address}:${port}${tls === null ? '' : ' (TLS)'}`,
        sources: loader.sourceNames,
        filters: availableFilters(settings.filters, filters.pluginNames),
        codecs: codecs.report(),
        voice: voicePorts.report(),
      }),
    }),
    liveSources: () => media.liveSources(),
    snapshots: () => engine.snapshots(),
    setVoice: (change) => voice.next({ ...voice.value, ...change }),
    drain: health.drain,
    close: async () => {
      health.drain();
      await server.close();
      health.stop();
      unwatch?.();
      following.close();
      engine.close();
    },
  };
};

/** The program: reads the configuration, starts, reports, and stops on a signal; or tells its version, or renders a file. */
export const main = async (argv = process.argv.slice(2)): Promise<void> => {
  if (asksForVersion(argv)) {
    process.stdout.write(versionText(VERSION, buildInfo()));
    return;
  }
  if (argv[0] === 'render') {
    const { renderMain } = await import('./render/index.ts');
    process.exitCode = await renderMain(argv.slice(1));
    return;
  }
  const loaded = loadConfig({
    argv,
    env: process.env,
    cwd: process.cwd(),
    readFile: readTextFile,
    listNames,
    checks: [checkRoutePlanner, checkLogging, checkTls],
  });
  if (isLeft(loaded)) {
    for (const warning of loaded.left.warnings) console.error(`Configuration: warning: ${warning}`);
    for (const problem of loaded.left.problems) console.error(`Configuration: ${problem.message}`);
    process.exitCode = 1;
    return;
  }
  const { config, warnings, files, profiles } = loaded.right;
  const { logs, traceOf, close: closeLogs } = createLogs(logSettings(config));
  const log = logs(LOGGERS.node);
  installLastNet(log);
  const node = await startNode({ config, log, logs, traceMessage: traceOf(LOGGERS.socket) });
  process.stdout.write(`${node.report}\n`);
  for (const file of files) log.info(`Configuration read from ${file}`);
  if (profiles.join() !== 'default') log.info(`Active profiles: ${profiles.join(', ')}`);
  for (const warning of [...warnings, ...unusedLevels(config.logging.level)]) log.warn(warning);
  shutdownOn(node, log, closeLogs);
  log.info('Lavalink is ready to accept connections.');
};
