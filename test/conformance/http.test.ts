/** Section 1.1: what every HTTP client meets before it meets Lavalink. */
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
  [
    '1.1',
    'a charset that the client names is repeated',
    { line: 'GET /v4/info', headers: ['Accept: application/json; charset=utf-8'] },
    { status: 200, header: { 'Content-Type': 'application/json;charset=utf-8' } },
  ],
  [
    '1.1',
    'so it is in an answer of a player',
    {
      line: 'PATCH /v4/sessions/{s}/players/{g}',
      body: {},
      headers: ['Accept: text/plain;q=0.5, application/json;charset=UTF-8'],
    },
    { status: 200, header: { 'Content-Type': 'application/json;charset=UTF-8' } },
  ],
  [
    '1.1 better',
    'but not one in which the body is not written',
    { line: 'GET /v4/info', headers: ['Accept: application/json; charset=utf-16'] },
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
  [
    '1.1',
    '/version stays unquoted for a client that wants JSON',
    { line: 'GET /version', headers: ['Accept: application/json'] },
    { status: 200, text: /^4\.\d+\.\d+$/, header: JSON_TYPE },
  ],
  [
    '1.1',
    '/version for a browser',
    { line: 'GET /version', headers: ['Accept: text/html'] },
    {
      status: 200,
      text: /^4\.\d+\.\d+$/,
      header: { 'Content-Type': 'text/html;charset=ISO-8859-1', 'Content-Length': /^\d+$/ },
    },
  ],
  [
    '1.1',
    'nothing is compressed unasked, whatever is offered',
    { line: 'GET /v4/info', headers: ['Accept-Encoding: gzip, deflate, br, zstd'] },
    { status: 200, header: { 'Content-Encoding': null }, json: { version: { major: 4 } } },
  ],
  ...[
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'text/html',
    'application/json;q=0.5, text/*',
  ].map((accept): Row => [
    '1.1',
    `a browser that meets an error gets a page: ${accept}`,
    { line: 'GET /v4/no<b>thing', headers: [`Accept: ${accept}`] },
    {
      status: 404,
      text: /^<!doctype html>[^]*404 Not Found[^]*No endpoint GET \/v4\/no&lt;b&gt;thing\.(?![^]*<b>)(?![^]*<pre>)/,
      header: { 'Content-Type': 'text/html;charset=UTF-8', 'Content-Language': /^en/ },
    },
  ]),
  [
    '1.1',
    'and the trace, if it asks for it',
    { line: 'GET /v4/loadtracks?trace=true', headers: ['Accept: text/html, */*;q=0.1'] },
    { status: 400, text: /<pre>[^]*&#39;identifier&#39;/ },
  ],
  ...['application/json, text/html', 'application/json, text/plain, */*', '*/*', 'text/html;q=0.1, */*'].map(
    (accept): Row => [
      '1.1',
      `everybody else gets JSON: ${accept}`,
      { line: 'GET /v4/nothing', headers: [`Accept: ${accept}`] },
      { status: 404, message: 'No endpoint GET /v4/nothing.', header: JSON_TYPE },
    ],
  ),
  [
    '1.1',
    'an error with the charset of the client',
    { line: 'GET /v4/nothing', headers: ['Accept: application/json;charset=utf-8'] },
    { status: 404, header: { 'Content-Type': 'application/json;charset=utf-8' } },
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
  ['1.1', 'of every segment', 'GET /v4;x/sessions;y=1/{s};z/players;', 200],
  ['1.1', 'an escaped semicolon is none', 'GET /v4/info%3Ba=b', 404],
  ['1.1', 'no encoded slash within a segment', 'GET /v4/sessions%2F{s}/players', 404],
  ['1.1', 'no trailing slash behind a session', 'GET /v4/sessions/{s}/players/', 404],
  ['1.1', 'nor in front of matrix parameters', 'GET /v4/info/;a', 404],
  ['1.6', 'the root is there', 'GET /', { status: 200, text: '' }],
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
  ['1.1', 'HEAD of nothing', 'HEAD /v4/nothing', { status: 404, text: '' }],
  ['1.1', 'HEAD of what can only be posted', 'HEAD /v4/decodetracks', { status: 405, text: '' }],
  ['1.1', 'HEAD wants credentials', { line: 'HEAD /v4/info', auth: null }, { status: 401, text: '' }],
  ['1.1', 'HEAD is no handshake', 'HEAD /v4/websocket', { status: 405, text: '' }],
  [
    '1.1',
    'OPTIONS tells the methods',
    'OPTIONS /v4/info',
    { status: 200, text: '', header: { Allow: 'GET,HEAD,OPTIONS', 'Accept-Patch': '' } },
  ],
  [
    '1.1',
    'OPTIONS of a player',
    'OPTIONS /v4/sessions/{s}/players/{g}',
    { status: 200, text: '', header: { Allow: /^(?=.*GET)(?=.*HEAD)(?=.*PATCH)(?=.*DELETE)(?=.*OPTIONS)/ } },
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
