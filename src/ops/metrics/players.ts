/** What the players do. */
import { Gauge, type Registry } from 'prom-client';
import type { PlayerSnapshot } from '../../../streams/events.ts';

const STATES = ['playing', 'paused', 'idle', 'unconnected'] as const;

type State = (typeof STATES)[number];

const stateOf = ({ playing, paused, state }: PlayerSnapshot): State => {
  if (playing === null) return 'idle';
  if (paused) return 'paused';
  return state.connected ? 'playing' : 'unconnected';
};

/** Registers the gauge; the result sets it. */
export const countPlayers = (registry: Registry): ((players: readonly PlayerSnapshot[]) => void) => {
  const gauge = new Gauge({
    name: 'lavastream_players',
    help: 'Players by state: playing, paused, idle (no track), unconnected (a track, but no voice connection).',
    labelNames: ['state'],
    registers: [registry],
  });
  return (players) => {
    // Also those that nobody is in: a series that comes and goes makes gaps in a graph.
    for (const state of STATES) gauge.set({ state }, 0);
    for (const player of players) gauge.inc({ state: stateOf(player) });
  };
};
