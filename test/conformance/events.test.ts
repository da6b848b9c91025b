/** Section 1.13: what each operation says on the socket, and in which order. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wordsOf } from './support/client.ts';
import { openStage, play, START, type Stage, type Step } from './support/stage.ts';
import { freshGuild, type World } from './support/world.ts';

let stage: Stage;
let world: World;
beforeAll(async () => {
  stage = await openStage();
  world = stage.world;
});
afterAll(() => stage.close());

type EventRow = readonly [section: string, what: string, steps: readonly Step[], said: RegExp];

const rows: readonly EventRow[] = [
  ['1.13', 'a play', [play('SONG')], new RegExp(`^${START}$`)],
  ['1.13', 'a play that begins paused', [{ ...play('SONG'), paused: true }], new RegExp(`^${START}$`)],
  [
    '1.13',
    'a play over a playing track',
    [play('SONG'), play('OTHER')],
    new RegExp(`^${START} TrackEnd replaced ${START}$`),
  ],
  [
    '1.13',
    'the same song again',
    [play('SONG'), play('SONG')],
    new RegExp(`^${START} TrackEnd replaced ${START}$`),
  ],
  ['1.13', 'a stop', [play('SONG'), { track: { encoded: null } }], new RegExp(`^${START} TrackEnd stopped$`)],
  ['1.13', 'a stop of nothing', [{ track: { encoded: null } }], /^$/],
  ['1.13', 'a DELETE', [play('SONG'), 'DELETE'], new RegExp(`^${START} TrackEnd stopped$`)],
  ['1.13', 'a new player', [{}], /^$/],
  ['1.13', 'pause and resume', [play('SONG'), { paused: true }, { paused: false }], new RegExp(`^${START}$`)],
  ['1.13', 'volume', [play('SONG'), { volume: 20 }], new RegExp(`^${START}$`)],
  ['1.13', 'userData', [play('SONG'), { track: { userData: { a: 1 } } }], new RegExp(`^${START}$`)],
  ['1.13', 'an end marker', [play('SONG'), { endTime: 20_000 }], new RegExp(`^${START}$`)],
  ['1.13', 'a seek', [play('SONG'), /pu$/, { position: 5000 }], new RegExp(`^${START} pu$`)],
  ['1.11.12', 'a seek without a track', [{ position: 5000 }], /^$/],
  ['1.13', 'filters', [play('SONG'), { filters: {} }], new RegExp(`^${START} pu$`)],
  ['1.11.14', 'filters without a track', [{ filters: {} }], /^pu$/],
  ['1.11.15a', 'noReplace', [play('SONG'), [play('OTHER'), '?noReplace=true']], new RegExp(`^${START}$`)],
  ['1.11', 'a play that fails', [play('SONG'), play('nothing')], new RegExp(`^${START}$`)],
  [
    '1.13',
    'a seek over the end marker',
    [{ ...play('SONG'), endTime: 9000 }, { position: 9500 }],
    new RegExp(`^${START} pu TrackEnd finished$`),
  ],
  [
    '1.13',
    'a track that is gone when it is to play',
    ['join', play('BROKEN'), /loadFailed$/],
    new RegExp(`^pu ${START} TrackException TrackEnd loadFailed$`),
  ],
  ['1.13', 'voice comes up', ['join'], /^pu$/],
  ['3.2', 'the same voice again', ['join', 'join'], /^pu$/],
  [
    '1.13',
    'the end of a song',
    ['join', play('SHORT'), /TrackEnd/],
    new RegExp(`^pu ${START} TrackEnd finished$`),
  ],
  [
    '1.13',
    'an end marker that playback reaches',
    ['join', { ...play('SONG'), endTime: 400 }, /TrackEnd/],
    new RegExp(`^pu ${START} TrackEnd finished$`),
  ],
  [
    '1.13',
    'a seek beyond the end',
    ['join', play('SONG'), { position: 40_000 }, /TrackEnd/],
    new RegExp(`^pu ${START} pu TrackEnd finished$`),
  ],
  ['1.13', 'Discord throws the bot out', ['join', 4014], /^pu WebSocketClosed 4014 pu$/],
  ['3.3', 'a session that is no longer valid', ['join', 4006], /^pu WebSocketClosed 4006 pu$/],
  [
    '3.3',
    'the channel is gone, a track goes on',
    ['join', play('SONG'), 4014],
    new RegExp(`^pu ${START} WebSocketClosed 4014 pu$`),
  ],
  [
    '1.13',
    'a track that stalls, once',
    ['join', play('STALLS'), /TrackStuck pu/],
    new RegExp(`^pu ${START} TrackStuck pu`),
  ],
];

describe('1.13 what each operation says', () => {
  it.each(rows)('%s %s', async (_section, _what, steps, said) => {
    const guildId = freshGuild();
    for (const step of steps) await stage.take(step, guildId);
    await world.settled();
    expect(wordsOf(world.client.said, guildId)).toMatch(said);
    await world.ask(`DELETE /v4/sessions/{s}/players/${guildId}`);
  });
});
