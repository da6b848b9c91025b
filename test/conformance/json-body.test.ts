/** Section 1.5: what counts as JSON, and as a value of the right kind. Bodies are written as they stand on the wire. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const PLAYER = 'PATCH /v4/sessions/{s}/players/{g}';

/** What must stand in the answer, as text; a number is a refusal. */
type BodyRow = readonly [what: string, body: string, expected: string | number];

const player: readonly BodyRow[] = [
  ['an int', '{"volume":55}', '"volume":55,'],
  ['a quoted int', '{"volume":"100"}', '"volume":100,'],
  ['an exponent', '{"volume":5e1}', '"volume":50,'],
  ['a quoted exponent', '{"volume":"5e1"}', '"volume":50,'],
  ['a leading zero', '{"volume":05}', '"volume":5,'],
  ['minus zero', '{"volume":-0}', '"volume":0,'],
  ['no decimal point', '{"volume":55.0}', 400],
  ['no decimal point, even at 1.0', '{"volume":1.0}', 400],
  ['no blank inside the quotes', '{"volume":" 5"}', 400],
  ['no empty number', '{"volume":""}', 400],
  ['no plus', '{"volume":+5}', 400],
  ['an int has 32 bits', '{"volume":2147483648}', 400],
  ['the largest int', '{"volume":2147483647}', '"volume":1000,'],
  ['the smallest int', '{"volume":-2147483648}', '"volume":0,'],
  ['no null', '{"volume":null}', 400],
  ['no boolean for an int', '{"volume":true}', 400],
  ['no object for an int', '{"volume":{}}', 400],
  ['a long has 64 bits', '{"position":9223372036854775807}', '"track":null'],
  ['and no more', '{"position":9223372036854775808}', 400],
  ['a quoted long', '{"position":"1000"}', '"track":null'],
  ['no decimal point in a long', '{"position":1.5}', 400],
  ['a boolean', '{"paused":true}', '"paused":true'],
  ['a quoted boolean', '{"paused":"true"}', '"paused":true'],
  ['in any case', '{"paused":"TRUE"}', '"paused":true'],
  ['one is no boolean', '{"paused":1}', 400],
  ['nor is a quoted one', '{"paused":"1"}', 400],
  ['nor is yes', '{"paused":"yes"}', 400],
  ['a float that is a whole number', '{"filters":{"volume":1}}', '"volume":100'],
  ['a float with a wrong type', '{"filters":{"volume":"loud"}}', 400],
  ['NaN is no float', '{"filters":{"volume":NaN}}', 400],
  ['nor is a quoted one', '{"filters":{"volume":"NaN"}}', 400],
  ['nor is Infinity', '{"filters":{"volume":Infinity}}', 400],
  ['a float that overflows 32 bits', '{"filters":{"volume":1e39}}', 400],
  ['a double that overflows 64 bits', '{"filters":{"timescale":{"speed":1e400}}}', 400],
  ['a string must be quoted: encoded', '{"track":{"encoded":5}}', 400],
  [
    'a string must be quoted: token',
    '{"voice":{"token":1,"endpoint":"a","sessionId":"b","channelId":"1"}}',
    400,
  ],
  [
    'a string must be quoted: channelId',
    '{"voice":{"token":"a","endpoint":"a","sessionId":"b","channelId":1}}',
    400,
  ],
  ['unknown keys are ignored', '{"volume":7,"resuming":true,"noReplace":[{"a":null}]}', '"volume":7,'],
  ['even if their value is none', '{"volume":7,"what":NaN}', '"volume":7,'],
  ['unknown keys within are ignored, too', '{"track":{"length":5,"userData":{}}}', '"track":null'],
  ['the case of a key counts', '{"Volume":7}', '"volume":100,'],
  ['the last of two equal keys counts', '{"volume":7,"volume":8}', '"volume":8,'],
  ['an escaped key is that key', '{"vol\\u0075me":7}', '"volume":7,'],
  ['white space around and within', ' \r\n\t{ "volume" : 7 }\n ', '"volume":7,'],
  ['an empty object', '{}', '"volume":100,'],
  ['single quotes', "{'volume':7}", 400],
  ['bare keys', '{volume:7}', 400],
  ['comments', '{"volume":7/* loud */}', 400],
  ['a trailing comma', '{"volume":7,}', 400],
  ['a byte order mark', '\ufeff{"volume":7}', 400],
  ['garbage behind', '{"volume":7}x', 400],
  ['two roots', '{"volume":7}{"volume":8}', 400],
  ['no end', '{"volume":7', 400],
  ['a list', '[]', 400],
  ['a string', '"{}"', 400],
  ['null', 'null', 400],
  ['only white space', '  ', 400],
  ['far too deep', `{"a":${'['.repeat(200_000)}`, 400],
];

const session: readonly BodyRow[] = [
  ['the defaults', '{}', '{"resuming":false,"timeout":60}'],
  ['both', '{"resuming":true,"timeout":30}', '{"resuming":true,"timeout":30}'],
  ['the largest timeout', '{"timeout":9223372036854775807}', '"timeout":9223372036854775807}'],
  ['one more', '{"timeout":9223372036854775808}', 400],
  ['a timeout below zero', '{"timeout":-5}', '"timeout":-5}'],
  ['a quoted timeout', '{"timeout":"360"}', '"timeout":360}'],
  ['a timeout with a point', '{"timeout":60.0}', 400],
  ['no null timeout', '{"timeout":null}', 400],
  ['no null resuming', '{"resuming":null}', 400],
  ['the v3 way is ignored', '{"resumingKey":"x","timeout":60}', '"timeout":60}'],
];

const types: readonly (readonly [type: string, status: number])[] = [
  ['application/json', 200],
  ['application/json; charset=utf-8', 200],
  ['application/json;charset=UTF-8', 200],
  ['APPLICATION/JSON', 200],
  ['application/vnd.lavalink+json', 200],
  ['application/problem+json', 200],
  ['text/json', 415],
  ['application/octet-stream', 415],
  ['application/jsonp', 415],
  ['json', 415],
];

/** The one word that must stand in the message, for what people get wrong most. */
const explained: readonly (readonly [body: string, word: RegExp])[] = [
  ['{"volume":"loud"}', /volume/],
  ['{"paused":1}', /paused/],
  ['{"voice":{"token":"a","sessionId":"b","channelId":"1"}}', /endpoint/],
  ['{"voice":{"token":"a","endpoint":null,"sessionId":"b","channelId":"1"}}', /endpoint/],
  ['{"track":{"userData":[1]}}', /userData/],
];

const holds = async (line: string, body: string, expected: string | number): Promise<void> => {
  const answer = await world.answers({ line, body }, typeof expected === 'number' ? expected : 200);
  if (typeof expected === 'string') expect(answer.text).toContain(expected);
};

describe('1.5 bodies', () => {
  it.each(player)('1.5 %s', (_what, body, expected) => holds(PLAYER, body, expected));

  it.each(session)('1.7 session: %s', async (_what, body, expected) => {
    const client = await world.connect();
    await holds(`PATCH /v4/sessions/${client.sessionId}`, body, expected);
    client.socket.terminate();
  });

  it.each(types)('1.5 Content-Type %s: %i', (type, status) =>
    world.holds({ line: PLAYER, body: '{}', type }, status),
  );

  it.each(explained)('10.2 better: the trace names what is wrong in %s', (body, trace) =>
    world.holds({ line: `${PLAYER}?trace=true`, body }, { status: 400, message: 'Bad Request', text: trace }),
  );

  it('1.5 the charset of the type is honoured', async () => {
    const body = Buffer.from('["\u00e9"]', 'latin1');
    const answer = await world.answers(
      { line: 'POST /v4/decodetracks', body, type: 'application/json; charset=iso-8859-1' },
      400,
    );
    // In UTF-8 it would be a broken character.
    expect(answer.text).not.toContain('\ufffd');
  });

  it('1.5 one value that is wrong changes nothing at all', async () => {
    const first = await world.ask({ line: 'PATCH /v4/sessions/{s}/players/424242', body: { volume: 30 } });
    expect(first.status).toBe(200);
    await world.holds(
      { line: 'PATCH /v4/sessions/{s}/players/424242', body: { volume: 60, paused: 'x' } },
      400,
    );
    await world.holds('GET /v4/sessions/{s}/players/424242', {
      status: 200,
      json: { volume: 30, paused: false },
    });
  });
});
