/** Whatever JSON is PATCHed to a player: it is taken, or refused with a reason and without a trace. */
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeBody, UpdatePlayer } from '../../../src/protocol/index.ts';
import { ErrorBody, Player } from '../../../src/protocol/messages/answers/index.ts';
import { toneFile } from '../../support/tones.ts';
import { PASSWORD, startRig, type Bot, type Rig } from './rig.ts';

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let rig: Rig;
let bot: Bot;
let encoded: string;
beforeAll(async () => {
  rig = await startRig();
  bot = await rig.bot();
  encoded = (await bot.load(await toneFile({ format: 'wav', hz: 250, seconds: 30 }))).data.encoded;
});
afterAll(async () => {
  agent.destroy();
  await rig.close();
});

const SCALARS = [
  'null',
  'true',
  '"TRUE"',
  '"no"',
  '""',
  '" "',
  '0',
  '-0',
  '-1',
  '"7"',
  '5e1',
  '1.5',
  '55.0',
  '1e400',
  '-9223372036854775809',
  '12345678901234567890123',
  '"\\ud800"',
  '"\\u0000"',
  '{}',
  '[]',
  '[[[[[[[[{"a":{"a":[{}]}}]]]]]]]]',
];

const leaf = fc.oneof(fc.constantFrom(...SCALARS), fc.json({ maxDepth: 2 }));

/** An object whose keys are mostly known ones, some of them twice. */
const objectOf = (keys: readonly string[], value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fc.constantFrom(...keys, '__proto__', 'constructor', 'unknown'), value), { maxLength: 5 })
    .map((entries) => `{${entries.map(([key, text]) => `"${key}":${text}`).join(',')}}`);

const number = fc.oneof(leaf, fc.double({ min: -2, max: 2, noNaN: true }).map(String));
const filter = objectOf(
  [
    'band',
    'gain',
    'level',
    'speed',
    'rate',
    'depth',
    'frequency',
    'rotationHz',
    'smoothing',
    'leftToLeft',
    'tanScale',
  ],
  number,
);
const filters = objectOf(
  [
    'volume',
    'equalizer',
    'karaoke',
    'timescale',
    'tremolo',
    'vibrato',
    'rotation',
    'distortion',
    'channelMix',
    'lowPass',
    'pluginFilters',
  ],
  fc.oneof(
    leaf,
    filter,
    filter,
    fc.array(filter, { maxLength: 3 }).map((bands) => `[${bands.join(',')}]`),
  ),
);

/** The song by name, which is only known when the test runs. */
const SONG = '"<song>"';
const track = objectOf(['encoded', 'encoded', 'identifier', 'userData'], fc.oneof(leaf, fc.constant(SONG)));
/** Never all that a connection needs: whether one can be made is another question. */
const voice = objectOf(['token', 'sessionId', 'channelId'], leaf);

const member = fc.oneof(
  ...(
    [
      ['track', track],
      ['nextTrack', track],
      ['encodedTrack', fc.oneof(leaf, fc.constant(SONG))],
      ['identifier', leaf],
      ['position', number],
      ['endTime', number],
      ['volume', number],
      ['paused', leaf],
      ['filters', filters],
      ['voice', voice],
      ['unknown', leaf],
    ] as const
  ).map(([key, value]) => fc.oneof({ weight: 6, arbitrary: value }, leaf).map((text) => `"${key}":${text}`)),
);
const body = fc.oneof(
  { weight: 8, arbitrary: fc.array(member, { maxLength: 4 }).map((members) => `{${members.join(',')}}`) },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);

const ask = async (
  method: string,
  query = '',
  text?: string,
): Promise<{ readonly status: number; readonly body: unknown }> => {
  const sent = request(`http://127.0.0.1:${rig.node.port}/v4/sessions/${bot.sessionId}/players/7${query}`, {
    method,
    agent,
    headers: { Authorization: PASSWORD, 'Content-Type': 'application/json' },
  });
  sent.end(text);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, body: JSON.parse(await readText(answer)) as unknown };
};

/** The player as it is, without the time of day. */
const player = async (): Promise<unknown> => {
  const { body: found } = await ask('GET');
  const { state, ...rest } = found as { readonly state: object };
  return { ...rest, state: { ...state, time: 0 } };
};

/** Steps before a track that cannot be had are not taken back (protocol §1.11). */
const asksForTrack = (text: string): boolean => {
  const update = decodeBody<UpdatePlayer>(UpdatePlayer, text);
  if (E.isLeft(update)) return false;
  const { track: named, nextTrack, encodedTrack, identifier } = update.right;
  return [named, nextTrack, encodedTrack, identifier].some((part) => part !== undefined && part !== null);
};

const isDescribed = (codec: { decode(value: unknown): unknown }, value: unknown): void =>
  expect(codec.decode(value)).toEqual({ _tag: 'Right', right: value });

it('any JSON gives a player, or 400 with a reason and the player as it was; and the node lives on', async () => {
  expect((await ask('PATCH', '', JSON.stringify({ track: { encoded } }))).status).toBe(200);
  const answers = { taken: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(body, fc.constantFrom('', '?noReplace=true', '?trace=true'), async (text, query) => {
      const sent = text.replaceAll(SONG, JSON.stringify(encoded));
      const before = await player();
      const answer = await ask('PATCH', query, sent);
      if (answer.status === 200) {
        answers.taken += 1;
        isDescribed(Player, answer.body);
      } else {
        answers.refused += 1;
        expect(answer).toMatchObject({ status: 400, body: { status: 400, error: 'Bad Request' } });
        expect((answer.body as { readonly message: string }).message).not.toBe('');
        isDescribed(ErrorBody, answer.body);
        if (!asksForTrack(sent)) expect(await player()).toEqual(before);
      }
      isDescribed(Player, (await ask('GET')).body);
    }),
    { seed: 42, numRuns: 500 },
  );
  // Neither all taken nor all refused, or this would say little.
  expect(answers.taken).toBeGreaterThan(100);
  expect(answers.refused).toBeGreaterThan(100);
  expect((await bot.rest('GET', '/v4/info')).status).toBe(200);
  expect(rig.logged.filter(({ level }) => level === 'error')).toEqual([]);
});
