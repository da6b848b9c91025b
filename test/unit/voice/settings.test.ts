import { asyncScheduler, NEVER } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { isRight } from 'fp-ts/lib/Either.js';
import { loadConfig } from '../../../src/config/index.ts';
import { voiceSettings } from '../../../src/engine/local/voice.settings.ts';
import { createMetrics } from '../../../src/ops/metrics/index.ts';
import { defaultVoiceSettings, voiceRegistry } from '../../../streams/voice/index.ts';

const load = (...more: readonly string[]) =>
  loadConfig({
    argv: ['--lavalink.server.password=x', ...more],
    env: {},
    cwd: '/',
    readFile: () => null,
  });

const settingsOf = (...more: readonly string[]) => {
  const loaded = load(...more);
  if (!isRight(loaded)) throw new Error(loaded.left.problems.map(({ message }) => message).join());
  return voiceSettings(loaded.right.config.lavalink.server.voice);
};

describe('lavalink.server.voice', () => {
  it('has the defaults of the graph', () => {
    expect(settingsOf()).toEqual(defaultVoiceSettings);
  });

  it('reaches every number', () => {
    const prefix = '--lavalink.server.voice.';
    expect(
      settingsOf(
        `${prefix}backoff.initial-ms=1`,
        `${prefix}backoff.jitterPercent=25`,
        `${prefix}breaker.failures=3`,
        `${prefix}flapping.max=4`,
        `${prefix}timeouts.transitionMs=5`,
        `${prefix}timeouts.helloMs=6`,
        `${prefix}heartbeatMisses=7`,
        `${prefix}maxConnections=8`,
        `${prefix}idleTimeoutMs=9`,
        `${prefix}joinsPerSecond=10`,
        `${prefix}joinsAtOnce=11`,
      ),
    ).toMatchObject({
      backoff: { initialMs: 1, factor: 2, jitter: 0.25 },
      breaker: { failures: 3 },
      flapping: { max: 4 },
      transitionGuardMs: 5,
      helloMs: 6,
      heartbeatMisses: 7,
      maxConnections: 8,
      idleTimeoutMs: 9,
      joins: { perSecond: 10, burst: 11 },
    });
  });

  it.each([
    'backoff.jitterPercent=101',
    'heartbeatMisses=0',
    'timeouts.connectMs=20000',
    'maxConnections=-1',
  ])('refuses %s', (setting) => {
    expect(load(`--lavalink.server.voice.${setting}`)).toMatchObject({ _tag: 'Left' });
  });
});

describe('metrics of voice connections', () => {
  it('count places and what becomes of attempts', async () => {
    const time = { scheduler: asyncScheduler, clock: { now: () => 0, wall: () => 0 } };
    const registry = voiceRegistry(() => defaultVoiceSettings, time);
    const metrics = createMetrics();
    const engine = { events$: NEVER, snapshots: () => [], frameTotals: () => ({ sent: 0, nulled: 0 }) };
    const stop = metrics.watch(engine, registry);
    registry.enter()?.status('ready');
    registry.enter()?.status('idle');
    const gone = registry.enter();
    gone?.leave();
    for (const type of ['attempt', 'attempt', 'failure', 'resumed', 'refused', 'breakerOpened'] as const) {
      registry.tell({ type });
    }
    registry.tell({ type: 'ready', tookMs: 120 });
    const stats = {
      players: 0,
      playingPlayers: 0,
      uptimeMs: 0,
      memory: { free: 0, used: 0, allocated: 0, reservable: 0 },
      cpu: { cores: 1, systemLoad: 0, lavalinkLoad: 0 },
      frameStats: null,
    };
    const lines = (await metrics.text(stats)).split('\n');
    stop();
    expect(lines).toEqual(
      expect.arrayContaining([
        'lavastream_voice_connections{state="ready"} 1',
        'lavastream_voice_connections{state="idle"} 1',
        'lavastream_voice_connections{state="connecting"} 0',
        'lavastream_voice_attempts_total 2',
        'lavastream_voice_failures_total 1',
        'lavastream_voice_resumes_total 1',
        'lavastream_voice_refusals_total 1',
        'lavastream_voice_breaker_openings_total 1',
        'lavastream_voice_ready_seconds_bucket{le="0.25"} 1',
        'lavastream_voice_ready_seconds_bucket{le="0.1"} 0',
      ]),
    );
  });
});
