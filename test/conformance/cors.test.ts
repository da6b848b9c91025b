/** Section 1.3: what pages of other sites are told. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type Row, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

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
    { status: 403, text: 'Invalid CORS request', header: { 'Content-Type': null } },
  ]),
];

describe('1.3 CORS', () => {
  it('1.3 a preflight has three lines of Vary, also with credentials', async () => {
    const headers = ['Origin: http://evil.example', 'Access-Control-Request-Method: PATCH'];
    const answer = await world.answers({ line: 'OPTIONS /v4/info', headers }, 403);
    expect(answer.lines.filter((line) => /^vary:/i.test(line))).toEqual([
      'Vary: Origin',
      'Vary: Access-Control-Request-Method',
      'Vary: Access-Control-Request-Headers',
    ]);
  });

  it.each(origins)('%s %s', (_section, _what, request, expected) => world.holds(request, expected));
});
