/** Keys of the configuration that the server obeys, from the command line to the answer. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startRig, type Bot, type Rig } from './rig.ts';

let rig: Rig;
let bot: Bot;

beforeAll(async () => {
  rig = await startRig(
    {},
    '--lavalink.server.filters.karaoke=false',
    '--lavalink.server.filters.low-pass=false',
    '--logging.request.includeClientInfo=true',
    '--logging.request.beforeRequest=true',
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
