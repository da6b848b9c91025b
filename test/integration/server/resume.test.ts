/** A socket goes, its session stays, and another socket takes it over (protocol §2.6). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeOf, connectBot, named } from './support/bot.ts';
import type { Bot } from './support/bot.ts';
import type { TestNode } from './support/node.ts';
import { startNode } from './support/node.ts';

let node: TestNode;
beforeAll(async () => {
  node = await startNode();
});
afterAll(() => node.server.close());

const players = (id: string): string => `/v4/sessions/${id}/players`;

/** The server notices a close a little later than the client; until then REST still finds the session. */
const untilGone = async (id: string): Promise<void> => {
  while ((await node.rest('GET', players(id))).status !== 404);
};

const startPlaying = async (bot: Bot, guildId = '1'): Promise<void> => {
  const { status } = await node.rest('PATCH', `${players(bot.sessionId)}/${guildId}`, {
    identifier: 'http://x',
  });
  expect(status).toBe(200);
};

it('a session without resuming ends with its socket, and its players with it', async () => {
  const bot = await connectBot(node);
  await startPlaying(bot);
  await bot.leave();
  await untilGone(bot.sessionId);
  expect(node.engine.snapshots(bot.sessionId)).toEqual([]);
  const next = await connectBot(node, { 'Session-Id': bot.sessionId });
  expect(next.handshake['session-resumed']).toBe('false');
  expect(next.messages[0]).toMatchObject({ resumed: false });
  expect(next.sessionId).not.toBe(bot.sessionId);
  await next.leave();
});

it.each([0, -5])('nor does it stay with a timeout of %i', async (timeout) => {
  const bot = await connectBot(node);
  await startPlaying(bot);
  const { text } = await node.rest('PATCH', `/v4/sessions/${bot.sessionId}`, { resuming: true, timeout });
  expect(text).toBe(`{"resuming":true,"timeout":${timeout}}`);
  await bot.leave();
  await untilGone(bot.sessionId);
  expect(node.engine.snapshots(bot.sessionId)).toEqual([]);
});

it('session settings are read, changed one by one, and keep every digit', async () => {
  const bot = await connectBot(node);
  const patch = async (body: string): Promise<string> =>
    (await node.rest('PATCH', `/v4/sessions/${bot.sessionId}`, body)).text;
  expect(await patch('{}')).toBe('{"resuming":false,"timeout":60}');
  expect(await patch('{"resuming":true}')).toBe('{"resuming":true,"timeout":60}');
  expect(await patch('{"timeout":9223372036854775807,"x":1}')).toBe(
    '{"resuming":true,"timeout":9223372036854775807}',
  );
  expect(await patch('{"resuming":false}')).toBe('{"resuming":false,"timeout":9223372036854775807}');
  await bot.leave();
});

it('what happened meanwhile comes after ready, in order, without playerUpdates; then one for each player', async () => {
  const bot = await connectBot(node);
  await startPlaying(bot, '1');
  await startPlaying(bot, '2');
  await node.rest('PATCH', `/v4/sessions/${bot.sessionId}`, { resuming: true, timeout: 60 });
  await bot.leave();
  await untilGone(bot.sessionId);

  const [first, second] = node.engine.snapshots(bot.sessionId);
  if (first === undefined || second === undefined) throw new Error('the players are gone');
  node.engine.endTrack(first.address, 'finished');
  node.engine.emit(first.address, { type: 'playerUpdate', state: first.state });
  node.engine.emit(second.address, { type: 'webSocketClosed', code: 4006, reason: '', byRemote: true });

  const back = await connectBot(node, { 'Session-Id': bot.sessionId, 'User-Id': '5' });
  expect(back.handshake['session-resumed']).toBe('true');
  expect(back.sessionId).toBe(bot.sessionId);
  await back.wait(named('stats'));
  expect(back.names()).toEqual([
    'ready',
    'TrackEndEvent',
    'WebSocketClosedEvent',
    'playerUpdate',
    'playerUpdate',
    'stats',
  ]);
  expect(back.messages[0]).toEqual({ op: 'ready', resumed: true, sessionId: bot.sessionId });
  expect(back.messages[3]).toMatchObject({ guildId: '1' });
  expect(back.messages[4]).toMatchObject({ guildId: '2' });
  expect((await node.rest('PATCH', `/v4/sessions/${bot.sessionId}`, {})).json).toEqual({
    resuming: true,
    timeout: 60,
  });
  await node.rest('PATCH', `/v4/sessions/${bot.sessionId}`, { resuming: false });
  await back.leave();
});

it('a session that is still connected is nobody else’s', async () => {
  const bot = await connectBot(node);
  await node.rest('PATCH', `/v4/sessions/${bot.sessionId}`, { resuming: true });
  const other = await connectBot(node, { 'Session-Id': bot.sessionId });
  expect(other.handshake['session-resumed']).toBe('false');
  expect(other.sessionId).not.toBe(bot.sessionId);
  await node.rest('PATCH', `/v4/sessions/${bot.sessionId}`, { resuming: false });
  await Promise.all([bot.leave(), other.leave()]);
});

it('a session whose connection is dead is its client’s again at once', async () => {
  const bot = await connectBot(node, {}, { autoPong: false });
  await startPlaying(bot);
  await node.rest('PATCH', `/v4/sessions/${bot.sessionId}`, { resuming: true });
  const cut = closeOf(bot.socket);
  const back = await connectBot(node, { 'Session-Id': bot.sessionId });
  expect(back.handshake['session-resumed']).toBe('true');
  expect(back.messages[0]).toEqual({ op: 'ready', resumed: true, sessionId: bot.sessionId });
  expect((await cut).code).toBe(1006);
  expect(node.engine.snapshots(bot.sessionId)).toHaveLength(1);
  await node.rest('PATCH', `/v4/sessions/${bot.sessionId}`, { resuming: false });
  await back.leave();
});

it('who gives up while the dead connection is found out leaves the session parked', async () => {
  const bot = await connectBot(node, {}, { autoPong: false });
  await node.rest('PATCH', `/v4/sessions/${bot.sessionId}`, { resuming: true });
  const cut = closeOf(bot.socket);
  const impatient = connectBot(node, { 'Session-Id': bot.sessionId }, { handshakeTimeout: 200 });
  await expect(impatient).rejects.toThrow('timed out');
  await cut;
  await untilGone(bot.sessionId);
  const back = await connectBot(node, { 'Session-Id': bot.sessionId });
  expect(back.sessionId).toBe(bot.sessionId);
  await node.rest('PATCH', `/v4/sessions/${bot.sessionId}`, { resuming: false });
  await back.leave();
});

it('of many sockets for one parked session one gets it, and its header says so', async () => {
  const bot = await connectBot(node);
  await node.rest('PATCH', `/v4/sessions/${bot.sessionId}`, { resuming: true });
  await bot.leave();
  await untilGone(bot.sessionId);
  const crowd = await Promise.all(
    Array.from({ length: 8 }, () => connectBot(node, { 'Session-Id': bot.sessionId })),
  );
  const winners = crowd.filter(({ sessionId }) => sessionId === bot.sessionId);
  expect(winners).toHaveLength(1);
  for (const { handshake, sessionId, messages } of crowd) {
    const hasWon = sessionId === bot.sessionId;
    expect(handshake['session-resumed']).toBe(String(hasWon));
    expect(messages[0]).toMatchObject({ resumed: hasWon });
  }
  await node.rest('PATCH', `/v4/sessions/${bot.sessionId}`, { resuming: false });
  await Promise.all(crowd.map((each) => each.leave()));
});

it('a refused handshake leaves a parked session as it was', async () => {
  const bot = await connectBot(node);
  await node.rest('PATCH', `/v4/sessions/${bot.sessionId}`, { resuming: true });
  await bot.leave();
  await untilGone(bot.sessionId);
  await expect(
    connectBot(node, { 'Session-Id': bot.sessionId, Origin: 'http://elsewhere.test' }),
  ).rejects.toThrow('403');
  const back = await connectBot(node, { 'Session-Id': bot.sessionId });
  expect(back.sessionId).toBe(bot.sessionId);
  await node.rest('PATCH', `/v4/sessions/${bot.sessionId}`, { resuming: false });
  await back.leave();
});

it('a client that reconnects the moment it closes gets its session', async () => {
  const bot = await connectBot(node);
  await node.rest('PATCH', `/v4/sessions/${bot.sessionId}`, { resuming: true });
  for (let round = 0, last = bot; round < 5; round += 1) {
    last.socket.close();
    await new Promise((resolve) => last.socket.once('close', resolve));
    last = await connectBot(node, { 'Session-Id': bot.sessionId });
    expect(last.sessionId).toBe(bot.sessionId);
    if (round < 4) continue;
    await node.rest('PATCH', `/v4/sessions/${bot.sessionId}`, { resuming: false });
    await last.leave();
  }
});
