import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { EngineEvent, PlayerSnapshot } from '../../../streams/events.ts';
import { createMetrics, type MetricsEngine } from '../../../src/ops/metrics/index.ts';
import { samplesNamed } from '../../../src/ops/metrics/samples.ts';
import { createFakeLoader } from '../../support/fake.engine.ts';

const STATS = {
  players: 3,
  playingPlayers: 2,
  uptimeMs: 81_767,
  memory: { free: 10, used: 20, allocated: 30, reservable: 40 },
  cpu: { cores: 4, systemLoad: 0.57, lavalinkLoad: 0.0028 },
};

/** What the reference serves (protocol §1.14), values aside. */
const REFERENCE = [
  ['lavalink_players_total', 'Total number of players connected.', 3],
  ['lavalink_playing_players_total', 'Number of players currently playing audio.', 2],
  ['lavalink_uptime_milliseconds', 'Uptime of the node in milliseconds.', 81_767],
  ['lavalink_memory_free_bytes', 'Memory statistics in bytes. (Free)', 10],
  ['lavalink_memory_used_bytes', 'Memory statistics in bytes. (Used)', 20],
  ['lavalink_memory_allocated_bytes', 'Memory statistics in bytes. (Allocated)', 30],
  ['lavalink_memory_reservable_bytes', 'Memory statistics in bytes. (Reservable)', 40],
  ['lavalink_cpu_cores', 'CPU statistics. (Cores)', 4],
  ['lavalink_cpu_system_load_percentage', 'CPU statistics. (System Load)', 0.57],
  ['lavalink_cpu_lavalink_load_percentage', 'CPU statistics. (LL Load)', 0.0028],
] as const;

const address = { sessionId: 's', guildId: '817327181659111454', userId: '1' };
const player = (over: Partial<PlayerSnapshot>): PlayerSnapshot => ({
  address,
  playing: null,
  volume: 100,
  filters: {},
  paused: false,
  endMs: null,
  state: { timeMs: 0, positionMs: 0, connected: true, pingMs: 1 },
  voice: null,
  health: null,
  quality: null,
  frames: null,
  report: null,
  ...over,
});
const track = {
  title: 't',
  author: 'a',
  lengthMs: 1n,
  identifier: 'i',
  isStream: false,
  uri: null,
  artworkUrl: null,
  isrc: null,
  sourceName: 'http',
  positionMs: 0n,
  tail: new Uint8Array(),
  version: 3 as const,
};
const playing = { track, userData: '{}', positionMs: 0 };

const rig = () => {
  const events = new Subject<EngineEvent>();
  const closed = (code: number): void =>
    events.next({ address, event: { type: 'webSocketClosed', code, reason: '', byRemote: true } });
  let players: readonly PlayerSnapshot[] = [];
  let totals = { sent: 0, nulled: 0 };
  const engine: MetricsEngine = {
    events$: events.asObservable(),
    snapshots: () => players,
    frameTotals: () => totals,
  };
  const metrics = createMetrics();
  return {
    metrics,
    events,
    closed,
    stop: metrics.watch(engine),
    set: (now: { readonly players?: typeof players; readonly totals?: typeof totals }) => {
      players = now.players ?? players;
      totals = now.totals ?? totals;
    },
    /** Value lines of these samples. */
    read: async (...names: readonly string[]) =>
      (await metrics.text(STATS, names)).split('\n').filter((line) => line !== '' && !line.startsWith('#')),
  };
};

describe('the figures of the reference', () => {
  it.each(REFERENCE)('%s', async (name, help, value) => {
    const text = await rig().metrics.text(STATS, [name]);
    expect(text).toBe(`# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`);
  });

  it('come first and in its order', async () => {
    const text = await rig().metrics.text(STATS);
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(names.slice(0, REFERENCE.length)).toEqual(REFERENCE.map(([name]) => name));
    expect(names).toEqual(
      expect.arrayContaining(['nodejs_eventloop_lag_seconds', 'process_cpu_seconds_total']),
    );
  });
});

describe('ours', () => {
  it('how late ticks were, in seconds', async () => {
    const { metrics, read } = rig();
    for (const lateMs of [0.5, 30, 2_000]) metrics.onTick({ frames: 1, lateMs }, 1);
    const lines = await read(
      'lavastream_frame_lateness_seconds_bucket',
      'lavastream_frame_lateness_seconds_sum',
    );
    expect(lines).toContain('lavastream_frame_lateness_seconds_bucket{le="0.001"} 1');
    expect(lines).toContain('lavastream_frame_lateness_seconds_bucket{le="0.02"} 1');
    expect(lines).toContain('lavastream_frame_lateness_seconds_bucket{le="0.5"} 2');
    expect(lines).toContain('lavastream_frame_lateness_seconds_bucket{le="+Inf"} 3');
    expect(lines).toContain('lavastream_frame_lateness_seconds_sum 2.0305');
  });

  it('frames, as the engine has counted them', async () => {
    const { set, read } = rig();
    set({ totals: { sent: 100, nulled: 3 } });
    await read('lavastream_frames_sent_total');
    set({ totals: { sent: 150, nulled: 4 } });
    expect(await read('lavastream_frames_sent_total', 'lavastream_frames_nulled_total')).toEqual([
      'lavastream_frames_sent_total 150',
      'lavastream_frames_nulled_total 4',
    ]);
  });

  it('loads, by the source of the first track', async () => {
    const { metrics, read } = rig();
    const results = {
      a: { loadType: 'track', track } as const,
      b: { loadType: 'search', tracks: [track] } as const,
      c: { loadType: 'playlist', playlist: { name: 'p', selectedTrack: -1, tracks: [] } } as const,
      d: { loadType: 'empty' } as const,
      e: { loadType: 'track', track: { ...track, sourceName: 'made-up-8172' } } as const,
    };
    const loader = metrics.countedLoader({
      ...createFakeLoader(),
      sourceNames: ['http'],
      load: async (identifier) => results[identifier as keyof typeof results],
    });
    for (const identifier of ['a', 'a', 'b', 'c', 'd', 'e']) await loader.load(identifier);
    expect(await read('lavastream_loads_total')).toEqual([
      'lavastream_loads_total{source="http",result="track"} 2',
      'lavastream_loads_total{source="http",result="search"} 1',
      'lavastream_loads_total{source="unknown",result="playlist"} 1',
      'lavastream_loads_total{source="unknown",result="empty"} 1',
      'lavastream_loads_total{source="unknown",result="track"} 1',
    ]);
  });

  it('closes of voice connections, by code; any other number is one of the others', async () => {
    const { closed, read, stop } = rig();
    for (const code of [4014, 4014, 1006, 3999, 65_535]) closed(code);
    stop();
    closed(4014);
    expect(await read('lavastream_voice_closes_total')).toEqual([
      'lavastream_voice_closes_total{code="4014"} 2',
      'lavastream_voice_closes_total{code="1006"} 1',
      'lavastream_voice_closes_total{code="other"} 2',
    ]);
  });

  it('players by state, also states without a player', async () => {
    const { set, read } = rig();
    const unconnected = { timeMs: 0, positionMs: 0, connected: false, pingMs: -1 };
    set({ players: [player({}), player({ playing }), player({ playing, state: unconnected })] });
    expect(await read('lavastream_players')).toEqual([
      'lavastream_players{state="playing"} 1',
      'lavastream_players{state="paused"} 0',
      'lavastream_players{state="idle"} 1',
      'lavastream_players{state="unconnected"} 1',
    ]);
    set({ players: [player({ playing, paused: true })] });
    expect(await read('lavastream_players')).toContain('lavastream_players{state="paused"} 1');
    expect(await read('lavastream_players')).toContain('lavastream_players{state="idle"} 0');
  });

  it('tell of no guild, session or user', async () => {
    const { set, closed, metrics } = rig();
    set({ players: [player({ playing })] });
    closed(4006);
    const text = await metrics.text(STATS);
    expect(text).not.toContain(address.guildId);
    expect(text).not.toMatch(/[{,](?:guild|session|user)\w*=/i);
  });
});

describe('name[]', () => {
  const text =
    '# HELP a A\n# TYPE a histogram\na_bucket{le="1"} 1\na_count 2\n\n# HELP b B\n# TYPE b gauge\nb 3\n';

  it('is a sample\u2019s, not a family\u2019s', () => {
    expect(samplesNamed(text, ['a_count', 'b'])).toBe(
      '# HELP a A\n# TYPE a histogram\na_count 2\n# HELP b B\n# TYPE b gauge\nb 3\n',
    );
    expect(samplesNamed(text, ['a'])).toBe('');
    expect(samplesNamed(text, ['nobody'])).toBe('');
    expect(samplesNamed(text, [])).toBe(text);
  });
});
