/** What each command does to the record, and what it says on the wire. */
import type { Command } from '../commands.ts';
import type { PlayerEvent } from '../events.ts';
import { endAndFollow, setNext } from './follow.ts';
import { endTrack, playingOf, updateOf, type Step } from './says.ts';
import type { Facts, PlayerRecord } from './state.ts';

const MAX_VOLUME = 1000;

type PlayCommand = Extract<Command, { type: 'play' }>;

const play = (record: PlayerRecord, command: PlayCommand, facts: Facts): Step => {
  const [before, ended] = endTrack(record, 'replaced', facts);
  const startMs = Math.max(0, command.startMs);
  const id = before.lastId + 1;
  const after: PlayerRecord = {
    ...before,
    play: { id, track: command.track, startMs },
    userData: command.userData,
    paused: command.paused,
    // A marker at or before the start is late: the track plays to its end, as in the reference.
    endMs: command.endMs !== null && command.endMs > startMs ? command.endMs : null,
    lastId: id,
  };
  const started = { ...facts, positionMs: startMs };
  const playing = playingOf(after, startMs);
  const start: readonly PlayerEvent[] = playing === null ? [] : [{ type: 'trackStart', playing }];
  return [after, [...ended, ...start, updateOf(after, started)]];
};

const seek = (record: PlayerRecord, positionMs: number, facts: Facts): Step => {
  if (record.play === null) return [record, []];
  // A stream cannot be sought; the reference says its state all the same.
  if (record.play.track.isStream) return [record, [updateOf(record, facts)]];
  const target = Math.max(0, positionMs);
  const id = record.lastId + 1;
  const after: PlayerRecord = { ...record, seek: { id, positionMs: target }, lastId: id };
  const there = { ...facts, positionMs: target };
  const update = updateOf(after, there);
  if (record.endMs === null || target < record.endMs) return [after, [update]];
  const [ended, events] = endAndFollow(after, 'finished', there);
  return [ended, [update, ...events]];
};

const destroy = (record: PlayerRecord, facts: Facts): Step => {
  const [ended, events] = endTrack({ ...record, next: null }, 'stopped', facts);
  if (!record.connected) return [ended, events];
  const left = { ...ended, connected: false, pingMs: -1, voice: null };
  const closed: PlayerEvent = { type: 'webSocketClosed', code: 1000, reason: '', byRemote: false };
  return [left, [...events, closed, updateOf(left, facts)]];
};

export const reduceCommand = (record: PlayerRecord, command: Command, facts: Facts): Step => {
  switch (command.type) {
    case 'create':
    case 'voice':
    case 'resetVoice':
      return [record, []];
    case 'play':
      return play(record, command, facts);
    case 'stop':
      return endTrack({ ...record, next: null }, 'stopped', facts);
    case 'next':
      return setNext(record, command.next, facts);
    case 'pause':
      return [{ ...record, paused: command.paused }, []];
    case 'seek':
      return seek(record, command.positionMs, facts);
    case 'volume':
      return [{ ...record, volume: Math.min(MAX_VOLUME, Math.max(0, command.volume)) }, []];
    case 'endTime': {
      if (record.play === null) return [record, []];
      const late = command.endMs !== null && facts.positionMs >= command.endMs;
      return [{ ...record, endMs: late ? null : command.endMs }, []];
    }
    case 'userData':
      return [record.play === null ? record : { ...record, userData: command.userData }, []];
    case 'filters': {
      const after = { ...record, filters: command.filters };
      return [after, [updateOf(after, facts)]];
    }
    case 'announce':
      return [record, [updateOf(record, facts)]];
    case 'destroy':
      return destroy(record, facts);
  }
};
