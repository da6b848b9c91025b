import { describe, expect, it } from 'vitest';
import type { Command } from '../../streams/commands.ts';
import { reduce } from '../../streams/player/reduce.ts';
import { initialRecord, type PlayerInput, type PlayerRecord } from '../../streams/player/state.ts';
import { credentials, failure, play, trackOf, word } from '../fakes.ts';

const facts = { positionMs: 70, timeMs: 1 };
const options = { trackStuckThresholdMs: 10_000 };

const command = (value: Command): PlayerInput => ({ type: 'command', command: value });

const playing: PlayerRecord = {
  ...initialRecord,
  play: { id: 1, track: trackOf('old'), startMs: 0 },
  userData: '{"a":1}',
  lastId: 1,
};

const connected: PlayerRecord = { ...playing, voice: credentials, connected: true, pingMs: 12 };

/** One row per rule: what is, what comes, what is said, and what has become of the record. */
const rows: readonly [string, PlayerRecord, PlayerInput, readonly string[], Partial<PlayerRecord>][] = [
  ['create says nothing', initialRecord, command({ type: 'create' }), [], initialRecord],
  ['play on an idle player', initialRecord, command(play('new')), ['start new', 'update'], { paused: false }],
  [
    'play over a track replaces it first',
    { ...playing, paused: true },
    command(play('new')),
    ['end old replaced', 'start new', 'update'],
    { paused: false, userData: '{}', seek: null },
  ],
  [
    'a play may begin paused',
    playing,
    command(play('new', { paused: true })),
    ['end old replaced', 'start new', 'update'],
    { paused: true },
  ],
  [
    'an end marker before the start is late',
    initialRecord,
    command(play('n', { startMs: 50, endMs: 50 })),
    ['start n', 'update'],
    { endMs: null },
  ],
  ['stop', playing, command({ type: 'stop' }), ['end old stopped'], { play: null, userData: '{}' }],
  ['stop on an idle player', initialRecord, command({ type: 'stop' }), [], initialRecord],
  ['pause says nothing', playing, command({ type: 'pause', paused: true }), [], { paused: true }],
  [
    'seek',
    playing,
    command({ type: 'seek', positionMs: -5 }),
    ['update'],
    { seek: { id: 2, positionMs: 0 } },
  ],
  [
    'seek without a track is ignored',
    initialRecord,
    command({ type: 'seek', positionMs: 5 }),
    [],
    initialRecord,
  ],
  [
    'seek in a stream only says where it is',
    { ...playing, play: { id: 1, track: trackOf('live', true), startMs: 0 } },
    command({ type: 'seek', positionMs: 5 }),
    ['update'],
    { seek: null },
  ],
  [
    'seek over the end marker finishes',
    { ...playing, endMs: 100 },
    command({ type: 'seek', positionMs: 100 }),
    ['update', 'end old finished'],
    { play: null },
  ],
  ['volume is clamped above', playing, command({ type: 'volume', volume: 5000 }), [], { volume: 1000 }],
  ['volume is clamped below', playing, command({ type: 'volume', volume: -1 }), [], { volume: 0 }],
  ['endTime', playing, command({ type: 'endTime', endMs: 90 }), [], { endMs: 90 }],
  ['endTime that is late is dropped', playing, command({ type: 'endTime', endMs: 70 }), [], { endMs: null }],
  [
    'endTime null resets',
    { ...playing, endMs: 90 },
    command({ type: 'endTime', endMs: null }),
    [],
    { endMs: null },
  ],
  ['endTime without a track', initialRecord, command({ type: 'endTime', endMs: 9 }), [], { endMs: null }],
  ['userData', playing, command({ type: 'userData', userData: '[]' }), [], { userData: '[]' }],
  [
    'userData without a track',
    initialRecord,
    command({ type: 'userData', userData: '[]' }),
    [],
    { userData: '{}' },
  ],
  ['announce', initialRecord, command({ type: 'announce' }), ['update'], initialRecord],
  ['destroy an idle player', initialRecord, command({ type: 'destroy' }), [], initialRecord],
  [
    'destroy a connected one',
    connected,
    command({ type: 'destroy' }),
    ['end old stopped', 'closed 1000', 'update'],
    { play: null, connected: false, pingMs: -1 },
  ],
  [
    'voice result',
    playing,
    { type: 'voice', signal: { type: 'result', requestId: 'r', failure: 'no' } },
    ['no'],
    playing,
  ],
  [
    'a move that fails leaves no connection',
    connected,
    { type: 'voice', signal: { type: 'result', requestId: 'r', failure: 'refused' } },
    ['refused', 'update'],
    { connected: false, pingMs: -1, play: connected.play },
  ],
  [
    'voice open is not yet an update',
    playing,
    { type: 'voice', signal: { type: 'open', credentials } },
    [],
    { connected: true, pingMs: 0, voice: credentials },
  ],
  ['voice ping', connected, { type: 'voice', signal: { type: 'ping', pingMs: 40 } }, [], { pingMs: 40 }],
  [
    'voice closed keeps the track and the last ping',
    connected,
    { type: 'voice', signal: { type: 'closed', code: 4014, reason: 'x', byRemote: true } },
    ['closed 4014', 'update'],
    { connected: false, pingMs: 12, play: connected.play },
  ],
  [
    'ended',
    playing,
    { type: 'playback', notice: { type: 'ended', playId: 1 } },
    ['end old finished'],
    { play: null },
  ],
  [
    'endReached',
    playing,
    { type: 'playback', notice: { type: 'endReached', playId: 1 } },
    ['end old finished'],
    {
      play: null,
    },
  ],
  [
    'unpolled',
    playing,
    { type: 'playback', notice: { type: 'unpolled', playId: 1 } },
    ['end old cleanup'],
    {
      play: null,
    },
  ],
  [
    'stuck goes on',
    playing,
    { type: 'playback', notice: { type: 'stuck', playId: 1 } },
    ['stuck', 'update'],
    {
      play: playing.play,
    },
  ],
  [
    'a late word of an old play is ignored',
    playing,
    { type: 'playback', notice: { type: 'ended', playId: 7 } },
    [],
    {
      play: playing.play,
    },
  ],
  [
    'failed before any sound',
    playing,
    { type: 'playback', notice: { type: 'failed', playId: 1, failure: failure('f'), heard: false } },
    ['exception f', 'end old loadFailed'],
    { play: null },
  ],
  [
    'failed later: the buffer plays out',
    playing,
    { type: 'playback', notice: { type: 'failed', playId: 1, failure: failure('f'), heard: true } },
    ['exception f'],
    { failed: true, play: playing.play },
  ],
  ['updateDue', playing, { type: 'updateDue' }, ['update'], playing],
];

describe('reduce', () => {
  it.each(rows)('%s', (_name, before, input, said, after) => {
    const [record, events] = reduce(before, input, facts, options);
    expect(events.map(word)).toEqual(said);
    expect(record).toMatchObject(after);
  });

  it('tells where the track was when it ended, and that nothing plays after', () => {
    const [, events] = reduce(playing, command({ type: 'stop' }), facts, options);
    expect(events[0]).toMatchObject({ type: 'trackEnd', playing: { positionMs: 70, userData: '{"a":1}' } });
    const [, idle] = reduce(initialRecord, { type: 'updateDue' }, facts, options);
    expect(idle[0]).toMatchObject({ state: { positionMs: 0, connected: false, pingMs: -1 } });
  });
});
