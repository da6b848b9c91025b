/**
 * The track that follows: what was to be played next begins in the moment in which the current one is over.
 *
 *     record    A, next B ──── A ends ───► B, no next
 *     events                    TrackEnd(A), TrackStart(B), playerUpdate
 */
import type { NextTrack } from '../commands.ts';
import type { PlayerEvent, TrackEndReason } from '../events.ts';
import { endTrack, playingOf, updateOf, type Step } from './says.ts';
import type { Facts, Following, PlayerRecord } from './state.ts';

const startMsOf = ({ track }: NextTrack): number => Math.max(0, Number(track.positionMs));

/** What broke ahead of its turn is told behind its start, as if it broke now. */
const breakdown = (record: PlayerRecord, { broken }: Following, facts: Facts): Step => {
  const playing = playingOf(record, facts.positionMs);
  if (broken === null || playing === null) return [record, []];
  const exception: PlayerEvent = { type: 'trackException', playing, failure: broken.failure };
  if (broken.heard) return [{ ...record, failed: true }, [exception]];
  const [ended, events] = endTrack(record, 'loadFailed', facts);
  return [ended, [exception, ...events]];
};

/** Begins what was to follow; nothing when nothing was. */
export const follow = (record: PlayerRecord, facts: Facts): Step => {
  const { next } = record;
  if (next === null) return [record, []];
  const { id, track, userData } = next;
  const startMs = startMsOf(next);
  const after: PlayerRecord = { ...record, next: null, play: { id, track, startMs }, userData, endMs: null };
  const there: Facts = {
    ...facts,
    positionMs: Math.max(startMs, facts.followMs ?? startMs),
    followMs: undefined,
  };
  const playing = playingOf(after, there.positionMs);
  const start: readonly PlayerEvent[] = playing === null ? [] : [{ type: 'trackStart', playing }];
  const [last, broke] = breakdown(after, next, there);
  return [last, [...start, updateOf(after, there), ...broke]];
};

/** Ends the current track and goes on with what follows. */
export const endAndFollow = (record: PlayerRecord, reason: TrackEndReason, facts: Facts): Step => {
  const [ended, said] = endTrack(record, reason, facts);
  const [after, begun] = follow(ended, facts);
  return [after, [...said, ...begun]];
};

/** Takes over what shall follow. A player without a track begins it: what it was to follow is over. */
export const setNext = (record: PlayerRecord, next: NextTrack | null, facts: Facts): Step => {
  if (next === null) return [{ ...record, next: null }, []];
  const id = record.lastId + 1;
  const after: PlayerRecord = { ...record, next: { ...next, id, broken: null }, lastId: id };
  return record.play === null ? follow(after, facts) : [after, []];
};
