import { describe, expect, it } from 'vitest';
import type { FrameCounts, PlayerSnapshot } from '../../../streams/events.ts';
import { frameStats, nodeStats } from '../../../src/server/stats/stats.ts';
import { createSystemStats } from '../../../src/server/index.ts';
import { fakeTrack } from '../../support/fake.engine.ts';

const player = (frames: FrameCounts | null, changes: Partial<PlayerSnapshot> = {}): PlayerSnapshot => ({
  address: { sessionId: 's', guildId: '1', userId: '1' },
  playing: { track: fakeTrack(), userData: '{}', positionMs: 0 },
  volume: 100,
  filters: {},
  paused: false,
  endMs: null,
  state: { timeMs: 0, positionMs: 0, connected: true, pingMs: 1 },
  health: null,
  quality: null,
  voice: null,
  frames,
  report: null,
  ...changes,
});

describe('frameStats', () => {
  it('is null without a player that tells', () => {
    expect(frameStats([])).toBeNull();
    expect(frameStats([player(null)])).toBeNull();
    expect(frameStats([player({ sent: 1, nulled: 1 }, { paused: true })])).toBeNull();
    expect(frameStats([player({ sent: 1, nulled: 1 }, { playing: null })])).toBeNull();
  });

  it('cuts fractions off, towards zero', () => {
    expect(frameStats([player({ sent: 3001, nulled: 0 })])).toEqual({ sent: 3001, nulled: 0, deficit: -1 });
    expect(
      frameStats([player({ sent: 3001, nulled: 0 }), player({ sent: 3000, nulled: 0 }), player(null)]),
    ).toEqual({
      sent: 3000,
      nulled: 0,
      deficit: 0,
    });
  });
});

describe('nodeStats', () => {
  it('counts players, and those that play', () => {
    const system = createSystemStats({ clock: { now: () => 0 } }).sample();
    expect(
      nodeStats(system, [player(null), player(null, { paused: true }), player(null, { playing: null })]),
    ).toMatchObject({ players: 3, playingPlayers: 1, cpu: { cores: system.cpu.cores } });
  });
});

describe('createSystemStats', () => {
  it('tells of memory that adds up', () => {
    const { memory, uptimeMs } = createSystemStats({ clock: { now: () => 0 } }).sample();
    expect(memory.free + memory.used).toBe(memory.allocated);
    expect(memory.reservable).toBeGreaterThan(memory.allocated);
    expect(memory.used).toBeGreaterThan(0);
    expect(uptimeMs).toBeGreaterThan(0);
  });

  it('samples the loads no more often than its window, as fractions of the machine', () => {
    let nowMs = 0;
    const stats = createSystemStats({ clock: { now: () => nowMs } });
    expect(stats.sample().cpu).toMatchObject({ systemLoad: 0, lavalinkLoad: 0 });
    // 100 ms of this process's time in a window of 5 s.
    const before = process.cpuUsage();
    while (process.cpuUsage(before).user + process.cpuUsage(before).system < 100_000);
    nowMs = 4_999;
    expect(stats.sample().cpu.lavalinkLoad).toBe(0);
    nowMs = 5_000;
    const { cores, lavalinkLoad, systemLoad } = stats.sample().cpu;
    expect(lavalinkLoad).toBeGreaterThanOrEqual(100 / (5_000 * cores));
    expect(lavalinkLoad).toBeLessThanOrEqual(1);
    expect(systemLoad).toBeGreaterThanOrEqual(0);
    expect(systemLoad).toBeLessThanOrEqual(1);
  });
});
