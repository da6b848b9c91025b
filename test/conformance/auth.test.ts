/** Section 1.2: who may, and what those are told who may not. */
import { isLeft } from 'fp-ts/lib/Either.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/index.ts';
import type { Ask } from './support/http.ts';
import { openWorld, type Expected, type Row, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const ROUTES: readonly Ask[] = [
  { line: 'GET /version' },
  { line: 'GET /v4/info' },
  { line: 'GET /v4/stats' },
  { line: 'GET /v4/loadtracks?identifier=x' },
  { line: 'GET /v4/decodetrack?encodedTrack=x' },
  { line: 'POST /v4/decodetracks', body: ['x'] },
  { line: 'PATCH /v4/sessions/{s}', body: {} },
  { line: 'GET /v4/sessions/{s}/players' },
  { line: 'GET /v4/sessions/{s}/players/{g}' },
  { line: 'PATCH /v4/sessions/{s}/players/{g}', body: {} },
  { line: 'DELETE /v4/sessions/{s}/players/{g}' },
  { line: 'GET /v4/routeplanner/status' },
  { line: 'POST /v4/routeplanner/free/address', body: { address: '1.0.0.1' } },
  { line: 'POST /v4/routeplanner/free/all' },
  { line: 'GET /' },
  { line: 'GET /v3/websocket' },
];

const refusal = (status: number): Expected => ({
  status,
  text: '',
  header: { 'Content-Length': '0', 'Content-Type': null, 'WWW-Authenticate': null },
});

describe('1.2 every route', () => {
  it.each(ROUTES.map((route) => [route.line, route] as const))(
    '1.2 %s without a password: 401',
    (_line, route) => world.holds({ ...route, auth: null }, refusal(401)),
  );

  it.each(ROUTES.map((route) => [route.line, route] as const))(
    '1.2 %s with a wrong one: 403',
    (_line, route) => world.holds({ ...route, auth: 'wrong' }, refusal(403)),
  );
});

const rows: readonly Row[] = [
  ['1.2', 'no scheme', { line: 'GET /v4/info', auth: 'Bearer youshallnotpass' }, refusal(403)],
  ['1.2', 'case counts', { line: 'GET /v4/info', auth: 'YouShallNotPass' }, refusal(403)],
  ['1.2', 'a part is not enough', { line: 'GET /v4/info', auth: 'youshallnotpas' }, refusal(403)],
  ['1.2', 'more is too much', { line: 'GET /v4/info', auth: 'youshallnotpass!' }, refusal(403)],
  ['1.2', 'quotes are part of it', { line: 'GET /v4/info', auth: '"youshallnotpass"' }, refusal(403)],
  ['1.2', 'an empty one is present and wrong', { line: 'GET /v4/info', auth: '' }, refusal(403)],
  [
    '1.2',
    'the name of the header has no case',
    { line: 'GET /v4/info', auth: null, headers: ['aUTHORIZATION: youshallnotpass'] },
    200,
  ],
  [
    '1.2',
    'an unknown path is 404 even without a password',
    { line: 'GET /v4/nothing', auth: null },
    { status: 404, message: 'No endpoint GET /v4/nothing.' },
  ],
  [
    '1.2',
    'a wrong method is 405 even without a password',
    { line: 'POST /v4/info', auth: null },
    { status: 405, header: { Allow: /GET/ }, message: "Method 'POST' is not supported." },
  ],
  ['1.2', 'the password comes before parameters', { line: 'GET /v4/loadtracks', auth: null }, refusal(401)],
  ['1.2', 'and before the guild', { line: 'GET /v4/sessions/{s}/players/abc', auth: 'wrong' }, refusal(403)],
  ['1.2', 'and before the session', { line: 'GET /v4/sessions/nobody/players', auth: null }, refusal(401)],
  [
    '1.2',
    'and before the body',
    { line: 'PATCH /v4/sessions/{s}/players/{g}', body: '{', auth: 'wrong' },
    refusal(403),
  ],
  [
    '1.2',
    'and before its type',
    { line: 'POST /v4/decodetracks', body: '[]', type: 'text/plain', auth: null },
    refusal(401),
  ],
];

describe('1.2 the header', () => {
  it.each(rows)('%s %s', (_section, _what, request, expected) => world.holds(request, expected));

  it('1.2 better: a node without a password does not start', () => {
    const argv = ['--lavalink.server.password='];
    const sources = { env: {}, cwd: '/', readFile: () => null };
    expect(isLeft(loadConfig({ ...sources, argv: [] }))).toBe(true);
    expect(isLeft(loadConfig({ ...sources, argv }))).toBe(true);
  });
});

const UPGRADE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

const handshakes: readonly (readonly [what: string, auth: string | null, more: readonly string[]])[] = [
  ['no password', null, ['User-Id: 1']],
  ['a wrong password', 'wrong', ['User-Id: 1']],
  ['an empty password', '', ['User-Id: 1']],
  ['a wrong password comes before a missing User-Id', 'wrong', []],
  ['a wrong password comes before a foreign Origin', 'wrong', ['User-Id: 1', 'Origin: http://evil.example']],
];

describe('1.2 the handshake', () => {
  it.each(handshakes)('1.2 401 and nothing else: %s', (_what, auth, more) => {
    // The Connection header of the row must not stand beside one that closes.
    const headers = [...UPGRADE, ...more];
    return world.holds({ line: 'GET /v4/websocket', auth, headers }, { status: 401, text: '' });
  });
});
