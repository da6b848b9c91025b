/** Section 1.6: what there is, what there is not, and in which order things are looked at. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blob } from './support/blob.ts';
import { openWorld, type Row, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const PLAYER = 'PATCH /v4/sessions/{s}/players/{g}';
const NO_SESSION = { status: 404, message: 'Session not found' };
const BAD = { status: 400, json: { error: 'Bad Request' } };

const there: readonly Row[] = [
  ['1.6', 'the version', 'GET /version', 200],
  ['1.6', 'the players of a session, none', 'GET /v4/sessions/{s}/players', 200],
  [
    '1.6',
    'a player that is not there',
    'GET /v4/sessions/{s}/players/{g}',
    { status: 404, message: 'Player not found' },
  ],
  [
    '1.6',
    'PATCH creates it, 200 and not 204',
    { line: PLAYER, body: {} },
    { status: 200, json: { track: null } },
  ],
  [
    '1.6',
    'DELETE of one that is not there',
    'DELETE /v4/sessions/{s}/players/{g}',
    { status: 204, text: '' },
  ],
  [
    '8',
    'no route planner',
    'GET /v4/routeplanner/status',
    { status: 204, text: '', header: { 'Content-Type': null } },
  ],
  [
    '8',
    'nothing to free an address of',
    { line: 'POST /v4/routeplanner/free/address', body: { address: '1.0.0.1' } },
    { status: 500, message: "Can't access disabled route planner" },
  ],
  [
    '8',
    'the body comes before that',
    { line: 'POST /v4/routeplanner/free/address', body: {} },
    { status: 400, json: { error: 'Bad Request' } },
  ],
  [
    '8',
    'nothing to free',
    'POST /v4/routeplanner/free/all',
    { status: 500, message: "Can't access disabled route planner" },
  ],
  ['1.6', 'the root', 'GET /', { status: 200, text: '' }],
  ['1.6', 'the old socket', 'GET /v3/websocket', { status: 200, text: '' }],
  [
    '1.6',
    'an upgrade of the old socket fails with 200',
    {
      line: 'GET /v3/websocket',
      headers: [
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        'User-Id: 1',
      ],
    },
    { status: 200, text: '' },
  ],
];

const notThere: readonly Row[] = [
  '/health',
  '/actuator',
  '/actuator/health',
  '/plugins',
  '/loadtracks?identifier=x',
  '/v3/info',
  '/v3/loadtracks?identifier=x',
  '/v4',
  '/v4/sessions',
  '/v4/loadlyrics',
  '/favicon.ico',
  '/metrics',
].map((path) => [
  '1.6',
  `there is no ${path}`,
  `GET ${path}`,
  { status: 404, message: `No endpoint GET ${path.split('?')[0] ?? ''}.` },
]);

const sessions: readonly Row[] = [
  ['1.6', 'its players', 'GET /v4/sessions/nobody/players', NO_SESSION],
  ['1.6', 'a player of it', 'GET /v4/sessions/nobody/players/1', NO_SESSION],
  ['1.6', 'a patch of it', { line: 'PATCH /v4/sessions/nobody', body: {} }, NO_SESSION],
  ['1.6', 'a patch of a player', { line: 'PATCH /v4/sessions/nobody/players/1', body: {} }, NO_SESSION],
  ['1.6', 'a DELETE', 'DELETE /v4/sessions/nobody/players/1', NO_SESSION],
  ['1.6', 'any text may be asked for', 'GET /v4/sessions/%F0%9F%98%80%2F..%2F/players', NO_SESSION],
  [
    '1.6',
    'undefined, as JavaScript says it',
    { line: 'PATCH /v4/sessions/undefined/players/1', body: {} },
    NO_SESSION,
  ],
];

/** Java's Long.decode: the notation, and the id that comes of it; null for 400. */
const guilds: readonly (readonly [notation: string, id: string | null])[] = [
  ['817327181659111454', '817327181659111454'],
  ['0', '0'],
  ['-1', '-1'],
  ['007', '7'],
  ['+5', '5'],
  ['0x10', '16'],
  ['0X1f', '31'],
  ['%2310', '16'],
  ['-0x10', '-16'],
  ['%2012%20', '12'],
  ['9223372036854775807', '9223372036854775807'],
  ['-9223372036854775808', '-9223372036854775808'],
  ['9223372036854775808', null],
  ['abc', null],
  ['08', null],
  ['1.5', null],
  ['1e3', null],
  ['12abc', null],
  ['0x', null],
  ['1%202', null],
];

const order: readonly Row[] = [
  [
    '1.6',
    'the body comes before the guild',
    { line: 'PATCH /v4/sessions/{s}/players/abc', body: 'x', type: 'text/plain' },
    415,
  ],
  [
    '1.6',
    'the body comes before the session',
    { line: 'PATCH /v4/sessions/nobody/players/1', body: '{' },
    BAD,
  ],
  [
    '1.6',
    'the guild comes before the session',
    { line: 'PATCH /v4/sessions/nobody/players/abc', body: {} },
    BAD,
  ],
  [
    '1.6',
    'noReplace comes before the session',
    { line: 'PATCH /v4/sessions/nobody/players/1?noReplace=2', body: {} },
    BAD,
  ],
  [
    '1.6',
    'the session comes before the meaning',
    { line: 'PATCH /v4/sessions/nobody/players/1', body: { endTime: -1 } },
    NO_SESSION,
  ],
  [
    '1.6',
    'the meaning comes last',
    { line: PLAYER, body: { endTime: 0 } },
    { status: 400, message: /End time/ },
  ],
  ['1.6', 'a GET of no guild in no session', 'GET /v4/sessions/nobody/players/abc', BAD],
  ['1.6', 'a DELETE of no guild in no session', 'DELETE /v4/sessions/nobody/players/abc', BAD],
];

const byMethod: readonly Row[] = [
  ['1.6', 'decodetracks is a POST', 'GET /v4/decodetracks', { status: 405, header: { Allow: /POST/ } }],
  [
    '1.6',
    'loadtracks is a GET',
    { line: 'POST /v4/loadtracks?identifier=x', body: {} },
    { status: 405, header: { Allow: /GET/ } },
  ],
  [
    '1.6',
    'the socket is a GET',
    { line: 'POST /v4/websocket', headers: ['User-Id: 1'] },
    { status: 405, header: { Allow: 'GET' } },
  ],
  ['1.6', 'a player is not PUT', { line: 'PUT /v4/sessions/{s}/players/{g}', body: {} }, 405],
  ['1.6', 'players are not deleted at once', 'DELETE /v4/sessions/{s}/players', 405],
];

describe.each([
  ['there is', there],
  ['there is not', notThere],
  ['no such session', sessions],
  ['the order of looking', order],
  ['methods', byMethod],
])('1.6 %s', (_title, rows) => {
  it.each(rows)('%s %s', (_section, _what, request, expected) => world.holds(request, expected));
});

describe('1.6 guild ids', () => {
  it.each(guilds)('1.6 %s is %s', (notation, id) =>
    world.holds(
      { line: `PATCH /v4/sessions/{s}/players/${notation}`, body: {} },
      id === null ? BAD : { status: 200, json: { guildId: id } },
    ),
  );

  it('1.6 two notations are one player', async () => {
    await world.holds({ line: 'PATCH /v4/sessions/{s}/players/0x2a', body: { volume: 42 } }, 200);
    await world.holds('GET /v4/sessions/{s}/players/42', { status: 200, json: { volume: 42 } });
  });

  it('1.6 a player belongs to its session alone', async () => {
    const other = await world.connect();
    await world.holds({ line: 'PATCH /v4/sessions/{s}/players/4711', body: {} }, 200);
    await world.holds(`GET /v4/sessions/${other.sessionId}/players/4711`, {
      status: 404,
      message: 'Player not found',
    });
    expect((await world.ask(`GET /v4/sessions/${other.sessionId}/players`)).text).toBe('[]');
    other.socket.terminate();
  });

  it('1.6 the old name of the parameter works', () =>
    world.holds(`GET /v4/decodetrack?track=${encodeURIComponent(blob())}`, {
      status: 200,
      json: { encoded: blob() },
    }));
});
