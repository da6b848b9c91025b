/** What a record says of itself on the wire; the pieces that the rules share. */
import type { PlayerEvent, PlayerState, PlayingTrack, TrackEndReason } from '../events.ts';
import type { Facts, PlayerRecord } from './state.ts';

/** A changed record and what is said of the change, in order. */
export type Step = readonly [PlayerRecord, readonly PlayerEvent[]];

export const playingOf = (record: PlayerRecord, positionMs: number): PlayingTrack | null =>
  record.play === null ? null : { track: record.play.track, userData: record.userData, positionMs };

export const stateOf = (record: PlayerRecord, facts: Facts): PlayerState => ({
  timeMs: facts.timeMs,
  positionMs: record.play === null ? 0 : facts.positionMs,
  connected: record.connected,
  pingMs: record.pingMs,
});

export const updateOf = (record: PlayerRecord, facts: Facts): PlayerEvent => ({
  type: 'playerUpdate',
  state: stateOf(record, facts),
});

/** Ends the current track; nothing when there is none. */
export const endTrack = (record: PlayerRecord, reason: TrackEndReason, facts: Facts): Step => {
  const playing = playingOf(record, facts.positionMs);
  if (playing === null) return [record, []];
  const cleared = { ...record, play: null, seek: null, endMs: null, userData: '{}', failed: false };
  return [cleared, [{ type: 'trackEnd', playing, reason }]];
};
