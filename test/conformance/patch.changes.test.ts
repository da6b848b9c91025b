/** Section 1.11, steps 7 to 16, and 1.7: what a PATCH does to a player, and how the player comes back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toneFile } from '../support/tones.ts';
import { blob, tailOf } from './support/blob.ts';
import type { Answer } from './support/http.ts';
import { fits, freshGuild, openWorld, type World } from './support/world.ts';

let world: World;
let song: string;
let other: string;
let encoded: string;
beforeAll(async () => {
  world = await openWorld();
  song = await toneFile({ format: 'wav', seconds: 30 });
  other = await toneFile({ format: 'wav', seconds: 20, hz: 300 });
  encoded = blob({ source: 'local', identifier: song, probe: 'wav', length: 30_000n });
});
afterAll(() => world.close());

const VOICE = { token: 'a', endpoint: 'b.example', sessionId: 'c', channelId: '1' };

/** A body, and the query it is sent with. */
type WithQuery = readonly [object, string];

const hasQuery = (step: object | WithQuery): step is WithQuery => Array.isArray(step);

/** What is sent after the first song plays, and what the last answer must hold. */
type ChangeRow = readonly [
  section: string,
  what: string,
  steps: readonly (object | WithQuery)[],
  expected: object,
];

const playing = (): object => ({ track: { encoded } });
const named = (): object => ({ track: { identifier: 'OTHER' } });

const changes: readonly ChangeRow[] = [
  [
    '1.11.12',
    'a seek',
    [{ position: 9000 }],
    { track: { info: { position: 9000 } }, state: { position: 9000 } },
  ],
  [
    '1.11.12',
    'a seek while paused',
    [{ paused: true }, { position: 9000 }],
    { state: { position: 9000 }, paused: true },
  ],
  [
    '1.11.12',
    'a seek below zero is to zero',
    [{ position: 9000 }, { position: -5 }],
    { state: { position: 0 } },
  ],
  ['1.11.9', 'pause', [{ paused: true }], { paused: true }],
  [
    '1.11.15b',
    'a play un-pauses',
    [{ paused: true }, named()],
    { paused: false, track: { info: { identifier: 'OTHER' } } },
  ],
  ['1.11.15b', 'unless told to', [{ ...named(), paused: true }], { paused: true }],
  [
    '1.11.15b',
    'a stop un-pauses, too',
    [{ paused: true }, { track: { encoded: null } }],
    { paused: false, track: null },
  ],
  ['1.11.15e', 'a stop by the old key', [{ encodedTrack: null }], { track: null, state: { position: 0 } }],
  [
    '1.11.15e',
    'a stop ignores a position',
    [{ encodedTrack: null, position: 500, endTime: 5 }],
    { track: null },
  ],
  [
    '1.11.15d',
    'the old keys play, too',
    [{ identifier: 'OTHER' }],
    { track: { info: { identifier: 'OTHER' } } },
  ],
  ['1.11.15d', 'a start position', [{ ...named(), position: 4000 }], { state: { position: 4000 } }],
  [
    '1.11.15d',
    'a new track has no userData',
    [{ track: { userData: { a: 1 } } }, named()],
    { track: { userData: {} } },
  ],
  [
    '1.11.10',
    'userData is replaced as a whole',
    [{ track: { userData: { a: 1 } } }, { track: { userData: { b: 2 } } }],
    { track: { userData: { b: 2 } } },
  ],
  [
    '1.11.10',
    'and kept by everything else',
    [{ track: { userData: { a: 1 } } }, { volume: 5, position: 1000 }],
    { track: { userData: { a: 1 } } },
  ],
  ['1.11.11', 'volume outlives a track', [{ volume: 40 }, named()], { volume: 40 }],
  [
    '1.11.15a',
    'noReplace keeps the track',
    [[named(), '?noReplace=true']],
    { track: { info: { identifier: 'SONG' } } },
  ],
  [
    '1.11.15a',
    'but volume is applied, and pause is not',
    [[{ ...named(), volume: 77, paused: true, position: 5000 }, '?noReplace=true']],
    { volume: 77, paused: false, track: { info: { identifier: 'SONG' } } },
  ],
  [
    '1.11.15a',
    'it keeps from stopping, too',
    [[{ track: { encoded: null } }, '?noReplace=true']],
    { track: { info: { identifier: 'SONG' } } },
  ],
  [
    '1.11.15a',
    'it does not keep from seeking',
    [[{ position: 8000 }, '?noReplace=true']],
    { state: { position: 8000 } },
  ],
  ['1.11.15a', 'nor from pausing', [[{ paused: true }, '?noReplace=true']], { paused: true }],
  [
    '1.11.15a',
    'it plays where nothing plays',
    [{ encodedTrack: null }, [named(), '?noReplace=true']],
    { track: { info: { identifier: 'OTHER' } } },
  ],
];

const played = async (steps: ChangeRow[2]): Promise<Answer> => {
  const guildId = freshGuild();
  let answer = await world.patch(guildId, playing());
  for (const step of steps) {
    const [body, query] = hasQuery(step) ? step : [step, ''];
    const filled = JSON.stringify(body).replaceAll('OTHER', other);
    answer = await world.patch(guildId, filled, query);
  }
  await world.ask(`DELETE /v4/sessions/{s}/players/${guildId}`);
  return answer;
};

describe('1.11 changes', () => {
  it.each(changes)('%s %s', async (_section, _what, steps, expected) => {
    const filled = JSON.parse(
      JSON.stringify(expected).replaceAll('OTHER', other).replaceAll('SONG', song),
    ) as object;
    fits(await played(steps), { status: 200, json: filled });
  });

  it('1.11.15d the position inside a blob counts, if the request names none', async () => {
    const at = blob({ source: 'local', identifier: song, probe: 'wav', length: 30_000n, position: 7000n });
    const answer = await world.patch(freshGuild(), { track: { encoded: at } });
    fits(answer, { status: 200, json: { state: { position: 7000 } } });
    expect(tailOf((JSON.parse(answer.text) as { track: { encoded: string } }).track.encoded).position).toBe(
      7000n,
    );
  });

  it('1.11.15d but not if it does', async () => {
    const at = blob({ source: 'local', identifier: song, probe: 'wav', length: 30_000n, position: 7000n });
    fits(await world.patch(freshGuild(), { track: { encoded: at }, position: 0 }), {
      status: 200,
      json: { state: { position: 0 } },
    });
  });

  it('2.4 better: without voice the position is the target, not 0, and it stays', async () => {
    const guildId = freshGuild();
    await world.patch(guildId, { ...playing(), position: 6000 });
    await world.holds(`GET /v4/sessions/{s}/players/${guildId}`, {
      status: 200,
      json: { state: { position: 6000 }, track: { info: { position: 6000 } } },
    });
  });

  it('1.7 GET says what PATCH said', async () => {
    const guildId = freshGuild();
    const answer = await world.patch(guildId, { ...playing(), paused: true, volume: 33 });
    const shown = await world.ask(`GET /v4/sessions/{s}/players/${guildId}`);
    const listed = await world.ask('GET /v4/sessions/{s}/players');
    const timeless = (text: string): string => text.replace(/"time":\d+/, '');
    expect(timeless(shown.text)).toBe(timeless(answer.text));
    expect(timeless(listed.text)).toContain(timeless(answer.text).slice(0, -1).split('"state"')[0]);
  });

  it('1.11 what failed to play changes nothing but pause, volume and filters', async () => {
    const guildId = freshGuild();
    await world.patch(guildId, { ...playing(), paused: true });
    await world.holds(
      { line: `PATCH /v4/sessions/{s}/players/${guildId}`, body: { track: { encoded: '!' }, volume: 21 } },
      400,
    );
    await world.holds(`GET /v4/sessions/{s}/players/${guildId}`, {
      status: 200,
      json: { paused: false, volume: 21, track: { info: { identifier: song } } },
    });
  });

  it('1.11 a voice connection that fails leaves a fresh player behind', async () => {
    const guildId = freshGuild();
    await world.patch(guildId, { voice: { ...VOICE, endpoint: '127.0.0.1:1' } });
    await world.holds(`GET /v4/sessions/{s}/players/${guildId}`, {
      status: 200,
      json: { voice: { token: '', endpoint: '', sessionId: '', channelId: null } },
    });
  });
});

/** Digits and forms of userData as they are sent, and as they must come back. */
const userData: readonly (readonly [what: string, sent: string, came: string])[] = [
  ['an integer beyond 2^53', '{"id":817327181659111454}', '{"id":817327181659111454}'],
  ['an integer beyond 2^64', '{"id":12345678901234567890123}', '{"id":12345678901234567890123}'],
  ['nulls', '{"a":null}', '{"a":null}'],
  ['a trailing zero', '{"a":1.50}', '{"a":1.5}'],
  ['an exponent', '{"a":1e5}', '{"a":100000.0}'],
  ['minus zero', '{"a":-0}', '{"a":0}'],
  ['nesting and order', '{"b":[1,{"z":1,"a":"ü"}],"a":true}', '{"b":[1,{"z":1,"a":"ü"}],"a":true}'],
  ['number-like keys keep their order', '{"10":1,"2":2,"a":3}', '{"10":1,"2":2,"a":3}'],
  ['__proto__ is a key like any other', '{"__proto__":{"a":1}}', '{"__proto__":{"a":1}}'],
  ['escapes', '{"a":"\\u00fc\\n\\"\\\\"}', '{"a":"ü\\n\\"\\\\"}'],
];

describe('1.7 userData', () => {
  it.each(userData)('1.7 %s: %s', async (_what, sent, came) => {
    const answer = await world.patch(
      freshGuild(),
      `{"track":{"encoded":"${encoded}","userData":${sent}},"paused":true}`,
    );
    fits(answer, 200);
    expect(answer.text).toContain(`"userData":${came}},`);
  });
});
