/**
 * The rules of a player as one pure function: (record, input, facts) → record and events, in the order of the wire
 * (protocol §1.11–1.13). The record is changed before its events go out, so a client that answers TrackEnd with a
 * PATCH finds the track cleared.
 */
import type { PlayerEvent, VoiceHealth } from '../events.ts';
import { reduceCommand } from './reduce.command.ts';
import { endAndFollow } from './follow.ts';
import { endTrack, playingOf, updateOf, type Step } from './says.ts';
import type { Facts, PlaybackNotice, PlayerInput, PlayerRecord } from './state.ts';
import type { VoiceSignal } from '../voice/signal.ts';

export interface ReduceOptions {
  readonly trackStuckThresholdMs: number;
}

const reduceVoice = (record: PlayerRecord, signal: VoiceSignal, facts: Facts): Step => {
  switch (signal.type) {
    case 'result': {
      const { failure } = signal;
      const result: PlayerEvent = { ...signal, type: 'voiceResult' };
      if (failure === null || !record.connected) return [record, [result]];
      // The connection that was there made way for one that never came.
      const alone = { ...record, connected: false, pingMs: -1 };
      return [alone, [result, updateOf(alone, facts)]];
    }
    case 'open':
      return [{ ...record, voice: signal.credentials, connected: true, pingMs: 0 }, []];
    case 'ready':
      return [record, [updateOf(record, facts)]];
    case 'ping':
      return [{ ...record, pingMs: signal.pingMs }, []];
    case 'parked':
      return [record, []];
    case 'report':
      return [{ ...record, report: signal.report }, []];
    case 'closed': {
      const closed = { ...record, connected: false };
      const { code, reason, byRemote } = signal;
      return [closed, [{ type: 'webSocketClosed', code, reason, byRemote }, updateOf(closed, facts)]];
    }
  }
};

/** Every figure is kept, a change for the worse or the better is said. */
const reduceHealth = (record: PlayerRecord, health: VoiceHealth | null): Step => {
  const isNews = health !== null && health.isLow !== (record.health?.isLow ?? false);
  return [{ ...record, health }, isNews ? [{ type: 'voiceHealth', health }] : []];
};

const reduceNotice = (
  record: PlayerRecord,
  notice: PlaybackNotice,
  facts: Facts,
  options: ReduceOptions,
): Step => {
  const { next } = record;
  if (next !== null && next.id === notice.playId && notice.type === 'failed') {
    const { failure, heard } = notice;
    return [{ ...record, next: { ...next, broken: { failure, heard } } }, []];
  }
  const playing = playingOf(record, facts.positionMs);
  if (playing === null || record.play?.id !== notice.playId) return [record, []];
  switch (notice.type) {
    case 'ended':
    case 'endReached':
      return endAndFollow(record, 'finished', facts);
    case 'title':
      return [record, [{ type: 'streamTitle', ...notice.title }]];
    case 'unpolled':
      return endTrack({ ...record, next: null }, 'cleanup', facts);
    case 'stuck':
      return [
        record,
        [
          { type: 'trackStuck', playing, thresholdMs: options.trackStuckThresholdMs },
          updateOf(record, facts),
        ],
      ];
    case 'failed': {
      const exception: PlayerEvent = { type: 'trackException', playing, failure: notice.failure };
      // With sound already buffered the track plays out and ends as finished; without, nothing will come.
      if (notice.heard) return [{ ...record, failed: true }, [exception]];
      const [ended, events] = endAndFollow(record, 'loadFailed', facts);
      return [ended, [exception, ...events]];
    }
  }
};

export const reduce = (
  record: PlayerRecord,
  input: PlayerInput,
  facts: Facts,
  options: ReduceOptions,
): Step => {
  switch (input.type) {
    case 'command':
      return reduceCommand(record, input.command, facts);
    case 'voice':
      return reduceVoice(record, input.signal, facts);
    case 'playback':
      return reduceNotice(record, input.notice, facts, options);
    case 'health':
      return reduceHealth(record, input.health);
    case 'quality':
      return [record, [{ type: 'voiceQuality', change: input.change }]];
    case 'updateDue':
      return [record, [updateOf(record, facts)]];
  }
};
