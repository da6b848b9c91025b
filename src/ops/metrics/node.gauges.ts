/** The reference's ten gauges, to the letter (protocol §1.14): dashboards are made of these names. */
import { Gauge, type Registry } from 'prom-client';
import type { StatsMessage } from '../../protocol/index.ts';

type Read = (stats: StatsMessage) => number;

/** Name, help, value; the "percentages" are fractions, as they are there. */
const GAUGES: readonly (readonly [name: string, help: string, read: Read])[] = [
  ['lavalink_players_total', 'Total number of players connected.', ({ players }) => players],
  [
    'lavalink_playing_players_total',
    'Number of players currently playing audio.',
    ({ playingPlayers }) => playingPlayers,
  ],
  ['lavalink_uptime_milliseconds', 'Uptime of the node in milliseconds.', ({ uptimeMs }) => uptimeMs],
  ['lavalink_memory_free_bytes', 'Memory statistics in bytes. (Free)', ({ memory }) => memory.free],
  ['lavalink_memory_used_bytes', 'Memory statistics in bytes. (Used)', ({ memory }) => memory.used],
  [
    'lavalink_memory_allocated_bytes',
    'Memory statistics in bytes. (Allocated)',
    ({ memory }) => memory.allocated,
  ],
  [
    'lavalink_memory_reservable_bytes',
    'Memory statistics in bytes. (Reservable)',
    ({ memory }) => memory.reservable,
  ],
  ['lavalink_cpu_cores', 'CPU statistics. (Cores)', ({ cpu }) => cpu.cores],
  ['lavalink_cpu_system_load_percentage', 'CPU statistics. (System Load)', ({ cpu }) => cpu.systemLoad],
  ['lavalink_cpu_lavalink_load_percentage', 'CPU statistics. (LL Load)', ({ cpu }) => cpu.lavalinkLoad],
];

/** Registers them; the result sets them. */
export const nodeGauges = (registry: Registry): ((stats: StatsMessage) => void) => {
  const gauges = GAUGES.map(([name, help, read]) => ({
    gauge: new Gauge({ name, help, registers: [registry] }),
    read,
  }));
  return (stats) => {
    for (const { gauge, read } of gauges) gauge.set(read(stats));
  };
};
