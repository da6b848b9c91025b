/** The figures that clients choose nodes by (protocol §2.5). */
import type { PlayerSnapshot } from '../../../streams/events.ts';
import type { FrameStatsMessage, StatsMessage } from '../../protocol/index.ts';
import type { SystemStats } from '../ports.ts';

/** Frames in a minute. */
const EXPECTED_FRAMES = 3000;

const isPlaying = ({ playing, paused }: PlayerSnapshot): boolean => playing !== null && !paused;

/** The node's figures. `players` are those of connected sessions. */
export const nodeStats = (system: SystemStats, players: readonly PlayerSnapshot[]): StatsMessage => ({
  ...system,
  players: players.length,
  playingPlayers: players.filter(isPlaying).length,
});

/** Averages over a session's players that have played for the whole last minute; null if none has. Integer division. */
export const frameStats = (players: readonly PlayerSnapshot[]): FrameStatsMessage | null => {
  const counts = players.filter(isPlaying).flatMap(({ frames }) => (frames === null ? [] : [frames]));
  if (counts.length === 0) return null;
  const sent = counts.reduce((sum, frames) => sum + frames.sent, 0);
  const nulled = counts.reduce((sum, frames) => sum + frames.nulled, 0);
  const average = (sum: number): number => (sum - (sum % counts.length)) / counts.length;
  return {
    sent: average(sent),
    nulled: average(nulled),
    deficit: average(counts.length * EXPECTED_FRAMES - sent - nulled),
  };
};
