/** Section 1.1: a context path stands in front of everything. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startRig, type Rig } from '../integration/node/rig.ts';
import { load, problems, yml } from '../unit/config/support.ts';
import { ask, PASSWORD, type Ask } from './support/http.ts';
import { fits, type Expected } from './support/world.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig(
    { daveVersion: 0 },
    '--server.servlet.context-path=/lava/link',
    '--metrics.prometheus.enabled=true',
    '--metrics.prometheus.endpoint=/figures',
  );
});
afterAll(() => rig.close());

const rows: readonly (readonly [what: string, request: Ask | string, expected: Expected | number])[] = [
  ['a route', 'GET /lava/link/v4/info', 200],
  ['the version', 'GET /lava/link/version', 200],
  ['the root', 'GET /lava/link/', 200],
  ['nothing without it', 'GET /v4/info', { status: 404, message: 'No endpoint GET /v4/info.' }],
  ['nothing beside it', 'GET /lava/linkv4/info', 404],
  ['nothing at the root', 'GET /', 404],
  ['case counts', 'GET /Lava/link/v4/info', 404],
  [
    'errors tell the whole path',
    'GET /lava/link/v4/foo?a',
    { status: 404, message: 'No endpoint GET /lava/link/v4/foo.', json: { path: '/lava/link/v4/foo' } },
  ],
  ['without a password', { line: 'GET /lava/link/v4/info', auth: null }, { status: 401, text: '' }],
  ['figures are free', { line: 'GET /lava/link/figures', auth: null }, 200],
  ['but only as configured', { line: 'GET /lava/link/figure%73', auth: null }, 401],
  ['probes', { line: 'GET /lava/link/livez', auth: null }, 200],
];

const upgrade = (path: string): Promise<number> =>
  new Promise((resolve) => {
    const headers = { Authorization: PASSWORD, 'User-Id': '1' };
    const socket = new WebSocket(`ws://127.0.0.1:${rig.node.port}${path}`, { headers });
    socket.on('unexpected-response', (_request, { statusCode = 0 }) => resolve(statusCode));
    socket.on('error', () => undefined);
    socket.on('message', () => {
      resolve(101);
      socket.terminate();
    });
  });

describe('1.1 the context path', () => {
  it.each(rows)('1.1 %s', async (_what, request, expected) =>
    fits(await ask(rig.node.port, request), expected),
  );

  it('1.1 is in front of the WebSocket, too', async () => {
    expect(await upgrade('/lava/link/v4/websocket')).toBe(101);
    expect(await upgrade('/v4/websocket')).toBe(404);
  });

  it('7.2 is a path', () => {
    const of = (path: string) => yml(`server.servlet.context-path: "${path}"`);
    expect(['', '/', '/a'].map((path) => load(of(path)).config.server.servlet['context-path'])).toEqual([
      '',
      '',
      '/a',
    ]);
    for (const path of ['a', '/a/', '/a//b', '/a b']) {
      expect(problems(of(path))[0]).toContain('expected a path that begins with / and does not end with it');
    }
  });
});
