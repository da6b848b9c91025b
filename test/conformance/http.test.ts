/** Sections 1.1 and 1.3: what every HTTP client meets before it meets Lavalink. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blob } from './support/blob.ts';
import { openWorld, type Row, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const JSON_TYPE = { 'Content-Type': 'application/json' };
const BLOB = blob().replaceAll('+', '%2B');

const types: readonly Row[] = [
  ['1.1', '/v4/info is exactly application/json', 'GET /v4/info', { status: 200, header: JSON_TYPE }],
  ['1.1', '/v4/stats is exactly application/json', 'GET /v4/stats', { status: 200, header: JSON_TYPE }],
  ['1.1', 'so is loadtracks', 'GET /v4/loadtracks?identifier=x', { status: 200, header: JSON_TYPE }],
  [
    '1.1',
    'so is decodetrack',
    `GET /v4/decodetrack?encodedTrack=${BLOB}`,
    { status: 200, header: JSON_TYPE },
  ],
  [
    '1.1',
    'so is decodetracks',
    { line: 'POST /v4/decodetracks', body: [blob()] },
    { status: 200, header: JSON_TYPE },
  ],
  ['1.1', 'so is the list of players', 'GET /v4/sessions/{s}/players', { status: 200, header: JSON_TYPE }],
  [
    '1.1',
    'so is a patched player',
    { line: 'PATCH /v4/sessions/{s}/players/{g}', body: {} },
    { status: 200, header: JSON_TYPE },
  ],
  [
    '1.1',
    'so is a patched session',
    { line: 'PATCH /v4/sessions/{s}', body: {} },
    { status: 200, header: JSON_TYPE },
  ],
  ['1.1', 'so is an error', 'GET /v4/nothing', { status: 404, header: JSON_TYPE }],
  // The reference repeats the charset. Nobody needs it, and two libraries compare the whole header (clients.md §3).
  [
    'clients 3',
    'not even a client that names a charset gets one',
    { line: 'GET /v4/info', headers: ['Accept: application/json; charset=utf-8'] },
    { status: 200, header: JSON_TYPE },
  ],
  [
    '1.1',
    '/version is bare text with its length',
    { line: 'GET /version', headers: ['Accept: */*'] },
    {
      status: 200,
      text: /^4\.\d+\.\d+/,
      header: { 'Content-Type': /^text\/plain/, 'Content-Length': /^\d+$/ },
    },
  ],
  // The reference calls the same text JSON or HTML, if that is what the client asks for.
  [
    '1.1',
    '/version stays unquoted for a client that wants JSON',
    { line: 'GET /version', headers: ['Accept: application/json'] },
    { status: 200, text: /^4\.\d+\.\d+/, header: { 'Content-Type': /^text\/plain/ } },
  ],
  [
    '1.1',
    '/version for a browser',
    { line: 'GET /version', headers: ['Accept: text/html'] },
    { status: 200, text: /^4\.\d+\.\d+/ },
  ],
  [
    '1.1',
    'nothing is compressed unasked, whatever is offered',
    { line: 'GET /v4/info', headers: ['Accept-Encoding: gzip, deflate, br, zstd'] },
    { status: 200, header: { 'Content-Encoding': null }, json: { plugins: [] } },
  ],
  // The reference has a page for browsers. JSON can be read there, too, and no script in a path can run in it.
  [
    '1.1',
    'a browser that meets an error gets the same words',
    { line: 'GET /v4/nothing', headers: ['Accept: text/html,application/xhtml+xml,*/*;q=0.8'] },
    { status: 404, message: 'No endpoint GET /v4/nothing.', header: JSON_TYPE },
  ],
];

const paths: readonly Row[] = [
  ['1.1', 'no trailing slash', 'GET /v4/info/', 404],
  ['1.1', 'no doubled slash in front', 'GET //v4/info', 404],
  ['1.1', 'no doubled slash within', 'GET /v4//info', 404],
  ['1.1', 'no encoded slash', 'GET /v4/info%2F', 404],
  ['1.1', 'case counts', 'GET /V4/info', 404],
  ['1.1', 'case counts at the end, too', 'GET /v4/Info', 404],
  ['1.1', 'an escape that was not needed is undone', 'GET /v4/%69nfo', 200],
  ['1.1', 'matrix parameters are cut off', 'GET /v4/info;a=b', 200],
  [
    '1.6',
    'a broken escape is a session like any other that is not there',
    'GET /v4/sessions/%zz/players',
    404,
  ],
  ['1.4', 'unknown query parameters are ignored', 'GET /v4/info?a=1&b&trace=true&%zz', 200],
  ['1.1', 'the absolute form of a target is understood', 'GET http://localhost/v4/info', 200],
];

const methods: readonly Row[] = [
  ['1.1', 'HEAD /version', 'HEAD /version', { status: 200, text: '' }],
  ['1.1', 'HEAD /v4/info', 'HEAD /v4/info', { status: 200, text: '', header: JSON_TYPE }],
  ['1.1', 'HEAD /v4/stats', 'HEAD /v4/stats', { status: 200, text: '' }],
  ['1.1', 'HEAD /v4/loadtracks', 'HEAD /v4/loadtracks?identifier=x', { status: 200, text: '' }],
  ['1.1', 'HEAD /v4/decodetrack', `HEAD /v4/decodetrack?track=${BLOB}`, { status: 200, text: '' }],
  ['1.1', 'HEAD of the players', 'HEAD /v4/sessions/{s}/players', { status: 200, text: '' }],
  ['1.1', 'HEAD of a player that is not there', 'HEAD /v4/sessions/{s}/players/1', { status: 404, text: '' }],
  ['1.1', 'HEAD is no handshake', 'HEAD /v4/websocket', { status: 405, text: '' }],
  [
    '1.1',
    'OPTIONS tells the methods',
    'OPTIONS /v4/info',
    { status: 200, text: '', header: { Allow: 'GET,HEAD,OPTIONS', 'Accept-Patch': '' } },
  ],
  ['1.1', 'OPTIONS wants credentials', { line: 'OPTIONS /v4/info', auth: null }, { status: 401, text: '' }],
  ['1.1', 'OPTIONS wants the right ones', { line: 'OPTIONS /v4/info', auth: 'x' }, { status: 403, text: '' }],
  [
    '1.1',
    'OPTIONS of nothing',
    'OPTIONS /v4/nothing',
    { status: 404, message: 'No endpoint OPTIONS /v4/nothing.' },
  ],
  [
    '1.1 better',
    'TRACE echoes no password',
    'TRACE /v4/info',
    { status: 405, text: /^(?!.*youshallnotpass)/s },
  ],
  [
    '1.1',
    'a method from elsewhere',
    'PROPFIND /v4/info',
    { status: 405, message: "Method 'PROPFIND' is not supported." },
  ],
];

const origins: readonly Row[] = [
  [
    '1.3',
    'no word about CORS, with an Origin',
    { line: 'GET /v4/info', headers: ['Origin: http://evil.example'] },
    {
      status: 200,
      header: {
        'Access-Control-Allow-Origin': null,
        'Access-Control-Allow-Headers': null,
        'Access-Control-Allow-Credentials': null,
      },
    },
  ],
  ...['/v4/info', '/v4/nothing', '/v4/sessions/{s}/players/1'].map((path): Row => [
    '1.3',
    `a preflight is refused: ${path}`,
    {
      line: `OPTIONS ${path}`,
      auth: null,
      headers: ['Origin: http://evil.example', 'Access-Control-Request-Method: PATCH'],
    },
    { status: 403, text: 'Invalid CORS request', header: { Vary: /Origin/ } },
  ]),
];

describe('1.1 types and texts', () => {
  it.each(types)('%s %s', (_section, _what, request, expected) => world.holds(request, expected));

  it('1.1 the body is UTF-8, whatever the title', async () => {
    const title = 'Ünï 君に届け 😀';
    const answer = await world.answers({ line: 'POST /v4/decodetracks', body: [blob({ title })] }, 200);
    expect(answer.text).toContain(`"title":"${title}"`);
  });

  it("1.1 /version's length counts its bytes", async () => {
    const answer = await world.ask('GET /version');
    expect(answer.header('Content-Length')).toBe(String(answer.text.length));
  });
});

describe('1.1 paths', () => {
  it.each(paths)('%s %s', (_section, _what, request, expected) => world.holds(request, expected));
});

describe('1.1 methods', () => {
  it.each(methods)('%s %s', (_section, _what, request, expected) => world.holds(request, expected));
});

describe('1.3 CORS', () => {
  it.each(origins)('%s %s', (_section, _what, request, expected) => world.holds(request, expected));
});
