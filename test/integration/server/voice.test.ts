/** Voice credentials by PATCH, and what hangs in it (protocol §3.2, clients.md §1). */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { connectBot } from './support/bot.ts';
import type { Bot } from './support/bot.ts';
import type { RestAnswer, TestNode } from './support/node.ts';
import { startNode } from './support/node.ts';

let node: TestNode;
let bot: Bot;
beforeAll(async () => {
  node = await startNode();
  bot = await connectBot(node);
});
afterEach(() => {
  node.engine.answerVoice = () => null;
});
afterAll(() => node.server.close());

const path = (guildId: string): string => `/v4/sessions/${bot.sessionId}/players/${guildId}`;
const patch = (guildId: string, body: unknown, query = ''): Promise<RestAnswer> =>
  node.rest('PATCH', path(guildId) + query, body);

/** Waits until the engine has been sent something. */
const until = async (happened: () => boolean): Promise<void> => {
  while (!happened()) await new Promise((resolve) => setImmediate(resolve));
};
const voice = { token: 't', endpoint: 'e', sessionId: 's' };
const channels = (guildId: string): readonly (string | null)[] =>
  node.engine.sent.flatMap(({ address, command }) =>
    address.guildId === guildId && command.type === 'voice' ? [command.credentials.channelId] : [],
  );

it('a channelId that is missing is the last one known, for that guild', async () => {
  for (const body of [voice, { ...voice, channelId: null }, { ...voice, channelId: '77' }, voice]) {
    expect((await patch('1', { voice: body })).status).toBe(200);
  }
  expect(channels('1')).toEqual([null, null, '77', '77']);
  await patch('2', { voice });
  expect(channels('2')).toEqual([null]);
});

it('a refused connection is 500 with the reason in trace and log; the player stays', async () => {
  node.engine.answerVoice = () => 'getaddrinfo ENOTFOUND e';
  const { status, json } = await patch('3', { voice, volume: 5 }, '?trace=true');
  expect(status).toBe(500);
  expect(json).toMatchObject({
    message: 'Failed to connect to voice server',
    error: 'Internal Server Error',
  });
  expect(json).toHaveProperty('trace', expect.stringContaining('getaddrinfo ENOTFOUND e'));
  expect(node.logs).toContainEqual({
    level: 'warn',
    message: 'voice connection failed',
    fields: { guildId: '3', reason: 'getaddrinfo ENOTFOUND e' },
  });
  expect((await node.rest('GET', path('3'))).json).toMatchObject({ volume: 100 });
});

it('sixteen that hang cost nobody anything, and DELETE frees each at once', async () => {
  node.engine.answerVoice = () => undefined;
  const guilds = Array.from({ length: 16 }, (_, index) => String(100 + index));
  const hung = guilds.map((guildId) => patch(guildId, { voice }));
  await until(() => guilds.every((guildId) => node.engine.types(guildId).includes('voice')));

  expect((await patch('99', { volume: 5 })).status).toBe(200);
  expect((await node.rest('GET', '/version')).status).toBe(200);
  await (await connectBot(node)).leave();
  expect((await node.rest('GET', path('100'))).status).toBe(200);

  const waiting = patch('100', { volume: 1 });
  for (const guildId of guilds) expect((await node.rest('DELETE', path(guildId))).status).toBe(204);
  for (const answer of await Promise.all([...hung, waiting])) {
    expect(answer.status).toBe(409);
    expect(answer.json).toMatchObject({ message: 'The player was destroyed while the request waited.' });
  }
  expect(
    node.engine.snapshots(bot.sessionId).filter(({ address }) => guilds.includes(address.guildId)),
  ).toEqual([]);

  node.engine.answerVoice = () => null;
  expect((await patch('100', { voice })).json).toMatchObject({ state: { connected: true } });
});

it('one guild’s requests run one after the other, in the order in which they came', async () => {
  let answer = (): void => undefined;
  node.engine.answerVoice = ({ requestId }) => {
    answer = () =>
      node.engine.emit(
        { sessionId: bot.sessionId, guildId: '200', userId: '1' },
        { type: 'voiceResult', requestId, failure: null },
      );
    return undefined;
  };
  const first = patch('200', { voice, volume: 1 });
  await until(() => node.engine.types('200').includes('voice'));
  const second = patch('200', { volume: 2 });
  // A later request of another guild overtakes both.
  await patch('201', { volume: 3 });
  expect(node.engine.types('200')).toEqual(['create', 'voice']);
  answer();
  expect((await first).json).toMatchObject({ volume: 1 });
  expect((await second).json).toMatchObject({ volume: 2 });
});

it('a session that ends takes its waiting requests with it, and they bring nothing back', async () => {
  node.engine.answerVoice = () => undefined;
  const other = await connectBot(node);
  const hung = node.rest('PATCH', `/v4/sessions/${other.sessionId}/players/300`, { voice });
  await until(() => node.engine.types('300').includes('voice'));
  await other.leave();
  expect((await hung).status).toBe(409);
  expect(node.engine.snapshots(other.sessionId)).toEqual([]);
});
