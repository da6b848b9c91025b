/** What operators ask a running node: metrics and health, over real HTTP. */
import { request } from 'node:http';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { PASSWORD, startRig, type Rig } from './rig.ts';

let rig: Rig | undefined;
afterEach(async () => {
  await rig?.close();
  rig = undefined;
});

const start = async (...config: readonly string[]): Promise<Rig> => (rig = await startRig({}, ...config));

const ask = async (
  { node }: Rig,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
) => {
  const sent = request({ host: '127.0.0.1', port: node.port, path, method, headers, agent: false }).end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, text: await readText(answer) };
};

const AUTH = { Authorization: PASSWORD };
const TYPE = 'text/plain;version=0.0.4;charset=utf-8';
const ENABLED = '--metrics.prometheus.enabled=true';

describe('metrics', () => {
  it('are not there unless they are wanted', async () => {
    expect(await ask(await start(), '/metrics', AUTH)).toMatchObject({ status: 404 });
  });

  it('want the password at /metrics', async () => {
    const node = await start(ENABLED);
    expect((await ask(node, '/metrics')).status).toBe(401);
    expect((await ask(node, '/metrics', { Authorization: 'wrong' })).status).toBe(403);
    const { status, headers, text } = await ask(node, '/metrics', AUTH);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': TYPE,
      'content-length': String(Buffer.byteLength(text)),
    });
    expect(text).toContain('\nlavalink_players_total 0\n');
    expect(text).toContain('\nnodejs_eventloop_lag_seconds ');
    expect((await ask(node, '/metrics', AUTH, 'POST')).status).toBe(405);
  });

  it('are free at an endpoint that was configured, if it is spelt as there', async () => {
    const node = await start(ENABLED, '--metrics.prometheus.endpoint=/figures');
    expect((await ask(node, '/figures')).status).toBe(200);
    expect((await ask(node, '/figures?name[]=lavalink_cpu_cores')).status).toBe(200);
    expect((await ask(node, '/%66igures')).status).toBe(401);
    expect((await ask(node, '/figures;a=b')).status).toBe(401);
    expect((await ask(node, '/figures/')).status).toBe(404);
    expect((await ask(node, '/metrics', AUTH)).status).toBe(404);
  });

  it('do not open a route that is there already', async () => {
    const node = await start(ENABLED, '--metrics.prometheus.endpoint=/v4/info');
    expect((await ask(node, '/v4/info')).status).toBe(401);
    expect((await ask(node, '/v4/info', AUTH)).text).toContain('"sourceManagers"');
  });

  it('can be asked for by sample', async () => {
    const node = await start(ENABLED);
    const path = '/metrics?name%5B%5D=lavalink_players_total&name[]=lavastream_frames_sent_total';
    const bot = await node.bot();
    await bot.patch('1', { volume: 50 });
    const { text } = await ask(node, path, AUTH);
    const lines = text.split('\n').filter((line) => !line.startsWith('#'));
    expect(lines).toEqual(['lavalink_players_total 1', 'lavastream_frames_sent_total 0', '']);
    expect(await ask(node, '/metrics?name[]=nothing', AUTH)).toMatchObject({ status: 200, text: '' });
  });

  it.each([
    ['*/*', 200],
    ['text/plain', 200],
    // As Prometheus 2 asks.
    ['application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1', 200],
    ['application/json', 406],
  ])('Accept: %s is answered with %i', async (accept, status) => {
    const answer = await ask(await start(ENABLED), '/metrics', { ...AUTH, Accept: accept });
    expect(answer.status).toBe(status);
    if (status === 406) {
      expect(JSON.parse(answer.text)).toMatchObject({ message: `Acceptable representations: [${TYPE}].` });
    }
  });

  it('say nothing to who takes neither text nor JSON', async () => {
    const headers = { ...AUTH, Accept: 'application/openmetrics-text' };
    expect(await ask(await start(ENABLED), '/metrics', headers)).toMatchObject({ status: 406, text: '' });
  });
});

describe('health', () => {
  it('is open to all, and lists its checks', async () => {
    const node = await start();
    for (const path of ['/livez', '/readyz']) {
      expect(await ask(node, path, { Accept: 'image/png' })).toMatchObject({ status: 200, text: 'ok' });
      expect((await ask(node, path, {}, 'HEAD')).status).toBe(200);
    }
    expect((await ask(node, '/livez?verbose')).text).toBe('[+]event-loop ok\nlivez check passed\n');
    expect((await ask(node, '/readyz?verbose')).text).toBe(
      '[+]listener ok\n[+]event-loop ok\n[+]shutdown ok\nreadyz check passed\n',
    );
  });

  it('is not ready while it drains, but alive, and still serves', async () => {
    const node = await start();
    node.node.drain();
    expect(await ask(node, '/readyz')).toMatchObject({
      status: 503,
      text: 'shutdown: the node is going down',
    });
    expect((await ask(node, '/readyz?verbose')).text).toContain(
      '[-]shutdown failed: the node is going down\n',
    );
    expect((await ask(node, '/livez')).status).toBe(200);
    expect((await ask(node, '/version', AUTH)).text).toBe('4.2.2');
  });
});
