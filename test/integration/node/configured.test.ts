/** Keys of the configuration that the server obeys, from the command line to the answer. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { RoutePlannerStatus } from '../../../src/protocol/messages/answers/index.ts';
import { acceptAnswer } from '../../support/lavalink.protocol.ts';
import { toneFile } from '../../support/tones.ts';
import { serveFile, startWeb } from '../../unit/sources/web.server.ts';
import { startRig, type Bot, type Rig } from './rig.ts';

let rig: Rig;
let bot: Bot;

beforeAll(async () => {
  rig = await startRig(
    {},
    '--lavalink.server.filters.karaoke=false',
    '--lavalink.server.filters.LOWPASS=false',
    '--logging.request.includeClientInfo=true',
    '--logging.request.beforeRequest=true',
    '--lavalink.server.ratelimit.ipBlocks=127.0.7.0/30',
    '--lavalink.server.ratelimit.excludedIps=127.0.7.0',
    '--lavalink.server.ratelimit.strategy=rotateOnBan',
  );
  bot = await rig.bot();
});
afterAll(() => rig.close());

it('a filter that is switched off cannot be used, nor reset, and is not shown', async () => {
  const message = 'Following filters are disabled in the config: karaoke, lowPass';
  expect(await bot.patch('1', { filters: { lowPass: { smoothing: 1 }, karaoke: null } })).toMatchObject({
    status: 400,
    body: { message },
  });
  expect((await bot.patch('1', { filters: { tremolo: { depth: 0 } } })).status).toBe(200);
  const { body } = await bot.rest('GET', '/v4/info');
  expect(body).toMatchObject({ filters: expect.not.arrayContaining(['karaoke', 'lowPass']) as string[] });
});

it('requests are logged as configured', async () => {
  const path = `/v4/sessions/${bot.sessionId}/players/2`;
  await bot.patch('2', { volume: 50 });
  const lines = (): string[] =>
    rig.logged.map(({ message }) => message).filter((text) => text.includes(path));
  await vi.waitUntil(() => lines().length === 2);
  expect(lines()).toEqual([
    `>> PATCH ${path}, client=127.0.0.1`,
    `PATCH ${path}, client=127.0.0.1, payload={"volume":50}`,
  ]);
});

it.runIf(process.platform === 'linux')(
  'the http source connects from the blocks of the route planner',
  async () => {
    const song = serveFile(await readFile(await toneFile({ format: 'wav', hz: 250, seconds: 1 })));
    const from: (string | undefined)[] = [];
    const web = await startWeb((request, response) => {
      const { remoteAddress } = request.socket;
      from.push(remoteAddress);
      if (remoteAddress === '127.0.7.1') response.writeHead(429).end();
      else song(request, response);
    });
    expect((await bot.load(web.url)).loadType).toBe('track');
    expect(new Set(from)).toEqual(new Set(['127.0.7.1', '127.0.7.2']));
    const status = async () => (await bot.rest('GET', '/v4/routeplanner/status')).body;
    const told = await status();
    expect(told).toMatchObject({
      class: 'RotatingIpRoutePlanner',
      details: {
        ipBlock: { type: 'Inet4Address', size: '4' },
        failingAddresses: [{ failingAddress: '/127.0.7.1' }],
        currentAddress: '/127.0.7.2',
      },
    });
    expect(RoutePlannerStatus.decode(told)).toEqual({ _tag: 'Right', right: told });
    acceptAnswer('getRoutePlannerStatus', told);
    const free = await bot.rest('POST', '/v4/routeplanner/free/address', { address: '127.0.7.1' });
    expect(free.status).toBe(204);
    expect(await status()).toMatchObject({ details: { failingAddresses: [] } });
    await web.close();
  },
);
