/** Section 1.4: error bodies, and which message stands in them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from './support/http.ts';
import { freshGuild, openWorld, type Row, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const OCTETS = "Content-Type 'application/octet-stream' is not supported.";
const ACCEPTED = 'application/json, application/*+json';

const rows: readonly Row[] = [
  [
    '1.4',
    'an unknown route names method and path, without the query',
    'GET /v4/foo?trace=false&a=b',
    { status: 404, json: { error: 'Not Found', path: '/v4/foo' }, message: 'No endpoint GET /v4/foo.' },
  ],
  [
    '1.4',
    'the path keeps its escapes',
    'GET /v4/f%6Fo%20bar',
    { status: 404, json: { path: '/v4/f%6Fo%20bar' }, message: 'No endpoint GET /v4/f%6Fo%20bar.' },
  ],
  [
    '1.4',
    'a session that is not there',
    'GET /v4/sessions/nobody/players',
    { status: 404, message: 'Session not found' },
  ],
  [
    '1.4',
    'a wrong method names it, and those that are right',
    'POST /v4/info',
    {
      status: 405,
      json: { error: 'Method Not Allowed' },
      header: { Allow: /GET/ },
      message: "Method 'POST' is not supported.",
    },
  ],
  [
    '1.6',
    'a session can be patched only',
    'GET /v4/sessions/{s}',
    { status: 405, header: { Allow: /PATCH/ }, message: "Method 'GET' is not supported." },
  ],
  [
    '1.4',
    'Allow lists all methods of a player',
    { line: 'POST /v4/sessions/{s}/players/{g}', body: {} },
    { status: 405, header: { Allow: /^(?=.*GET)(?=.*PATCH)(?=.*DELETE)/ } },
  ],
  [
    '1.4',
    'a missing parameter is named',
    'GET /v4/loadtracks',
    {
      status: 400,
      json: { error: 'Bad Request' },
      message: "Required parameter 'identifier' is not present.",
    },
  ],
  [
    '1.4',
    'a body without a type',
    { line: 'POST /v4/decodetracks', body: '[]', type: null },
    { status: 415, json: { error: 'Unsupported Media Type' }, message: OCTETS, header: { Accept: ACCEPTED } },
  ],
  [
    '1.4',
    'a body that says it is text',
    { line: 'POST /v4/decodetracks', body: '[]', type: 'text/plain' },
    { status: 415, message: "Content-Type 'text/plain;charset=UTF-8' is not supported." },
  ],
  [
    '1.4',
    'a form',
    { line: 'POST /v4/decodetracks', body: 'a=b', type: 'application/x-www-form-urlencoded' },
    {
      status: 415,
      message: "Content-Type 'application/x-www-form-urlencoded;charset=UTF-8' is not supported.",
    },
  ],
  [
    '1.4',
    'a PATCH is told what it may send',
    { line: 'PATCH /v4/sessions/{s}', body: '{}', type: 'text/xml' },
    { status: 415, header: { Accept: ACCEPTED, 'Accept-Patch': ACCEPTED } },
  ],
  ['1.4', 'no body at all', 'PATCH /v4/sessions/{s}', { status: 400, json: { error: 'Bad Request' } }],
  [
    '1.4',
    'no body for decodetracks',
    'POST /v4/decodetracks',
    { status: 400, json: { error: 'Bad Request' } },
  ],
  [
    '1.4',
    'no body, but a type (what many libraries send with DELETE)',
    { line: 'DELETE /v4/sessions/{s}/players/{g}', headers: ['Content-Type: application/json'] },
    { status: 204, text: '' },
  ],
  [
    '1.4',
    'a client that takes no JSON',
    { line: 'GET /v4/info', headers: ['Accept: image/png'] },
    { status: 406, text: '', header: { Accept: ACCEPTED } },
  ],
  ['1.4', 'any JSON is acceptable', { line: 'GET /v4/info', headers: ['Accept: application/*'] }, 200],
  [
    '1.4',
    'broken JSON',
    { line: 'PATCH /v4/sessions/{s}', body: '{' },
    { status: 400, json: { error: 'Bad Request' } },
  ],
  [
    '1.4',
    'noReplace that is no boolean',
    { line: 'PATCH /v4/sessions/{s}/players/{g}?noReplace=maybe', body: {} },
    { status: 400, json: { error: 'Bad Request' } },
  ],
  [
    '1.4',
    'a client that takes neither JSON nor a page',
    { line: 'GET /v4/info', headers: ['Accept: text/plain'] },
    { status: 406, text: '' },
  ],
  [
    '1.4',
    'a filter that nobody knows is no error',
    {
      line: 'PATCH /v4/sessions/{s}/players/{g}',
      body: { filters: { pluginFilters: {}, nothing: { a: 1 } } },
    },
    200,
  ],
];

describe('1.4 messages', () => {
  it.each(rows)('%s %s', (_section, _what, request, expected) => world.holds(request, expected));

  it('1.4 the timestamp is the time in milliseconds', async () => {
    const before = Date.now();
    const { timestamp } = JSON.parse((await world.ask('GET /v4/foo')).text) as { timestamp: number };
    expect(timestamp).toBeGreaterThanOrEqual(before);
    expect(timestamp).toBeLessThanOrEqual(Date.now());
  });

  it('1.4 the page for errors, where there is none', async () => {
    const answer = await ask(world.port, { line: 'GET /error', auth: null });
    expect([answer.status, answer.header('Content-Type'), answer.header('Lavalink-Api-Version')]).toEqual([
      500,
      'application/json',
      '4',
    ]);
    expect(answer.text).toMatch(
      /^\{"timestamp":\d{13},"status":999,"error":"None","message":"No message available"\}$/,
    );
  });

  it('1.4 better: a 500 carries the version header, and its reason', async () => {
    world.rig.gateway.misbehave({ refuseUpgrade: 403 });
    const guildId = freshGuild();
    const body = { voice: world.voice(guildId) };
    await world.holds(
      { line: `PATCH /v4/sessions/{s}/players/${guildId}`, body },
      { status: 500, json: { error: 'Internal Server Error' }, message: 'Failed to connect to voice server' },
    );
    world.rig.gateway.misbehave({ refuseUpgrade: undefined });
  });
});

const traces: readonly (readonly [query: string, isTraced: boolean])[] = [
  ['', false],
  ['?trace=true', true],
  ['?trace', true],
  ['?trace=', true],
  ['?trace=1', true],
  ['?trace=no', true],
  ['?trace=false', false],
  ['?trace=FALSE', false],
  ['?other=true', false],
];

describe('1.4 trace', () => {
  it.each(traces)('1.4 `%s`: %s', async (query, isTraced) => {
    const answer = await world.answers(`GET /v4/sessions/nobody/players${query}`, 404);
    const body = JSON.parse(answer.text) as { trace?: unknown };
    expect(typeof body.trace).toBe(isTraced ? 'string' : 'undefined');
  });

  it.each([
    'GET /v4/info?trace=true',
    'GET /v4/sessions/{s}/players?trace=true',
    'GET /v4/loadtracks?identifier=x&trace',
  ])('1.4 is nothing to a success: %s', async (line) => {
    expect((await world.answers(line, 200)).text).not.toContain('"trace"');
  });

  it('1.4 tells what was wrong with a body', async () => {
    const answer = await world.answers(
      { line: 'PATCH /v4/sessions/{s}/players/{g}?trace=true', body: { volume: 'loud' } },
      400,
    );
    expect((JSON.parse(answer.text) as { trace: string }).trace).toContain('volume');
  });
});
