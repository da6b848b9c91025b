/** The end: shutdown, and clients that do not read. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { fakeTrack } from '../../support/fake.engine.ts';
import { closeOf, connectBot } from './support/bot.ts';
import { AUTH, PASSWORD, USER_ID, startNode } from './support/node.ts';

it('shutdown closes every socket with 1001, destroys the players and ends what hangs', async () => {
  const node = await startNode();
  const bots = [await connectBot(node), await connectBot(node)];
  const [first] = bots;
  await node.rest('PATCH', `/v4/sessions/${first?.sessionId}`, { resuming: true });
  await node.rest('PATCH', `/v4/sessions/${first?.sessionId}/players/1`, { identifier: 'http://x' });
  node.engine.answerVoice = () => undefined;
  const hung = node.rest('PATCH', `/v4/sessions/${first?.sessionId}/players/2`, {
    voice: { token: 't', endpoint: 'e', sessionId: 's', channelId: '1' },
  });
  await node.rest('GET', `/v4/sessions/${first?.sessionId}/players/2`);
  const closes = bots.map(async ({ socket }) => {
    const { code, reason } = await closeOf(socket);
    return [code, reason];
  });
  await Promise.all([node.server.close(), node.server.close()]);
  expect(await Promise.all(closes)).toEqual([
    [1001, ''],
    [1001, ''],
  ]);
  expect((await hung).status).toBe(409);
  expect(node.engine.snapshots()).toEqual([]);
  await expect(fetch(`${node.url}/version`, { headers: AUTH })).rejects.toThrow();
});

it('a port that is taken is an error', async () => {
  const node = await startNode();
  await expect(
    startNode({ settings: { address: '127.0.0.1', port: node.port, password: PASSWORD } }),
  ).rejects.toThrow('EADDRINUSE');
  await node.server.close();
});

it('a server that never listened closes', async () => {
  const node = await startNode();
  await node.server.close();
  await node.server.close();
});

it('a client that does not read is cut off, with a line in the log', async () => {
  const node = await startNode();
  const socket = connect(node.port, '127.0.0.1');
  socket.write(
    [
      'GET /v4/websocket HTTP/1.1',
      'Host: a',
      `Authorization: ${PASSWORD}`,
      `User-Id: ${USER_ID}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      '',
      '',
    ].join('\r\n'),
  );
  await once(socket, 'readable');
  const opened = node.logs.find(({ message }) => message === 'session opened');
  const { sessionId } = { sessionId: '', ...opened?.fields };
  const playing = { track: fakeTrack(), userData: JSON.stringify({ a: 'x'.repeat(100_000) }), positionMs: 0 };
  const wasCut = (): boolean => node.logs.some(({ message }) => message.startsWith('client does not read'));
  for (let sent = 0; sent < 2000 && !wasCut(); sent += 1) {
    node.engine.emit({ sessionId, guildId: '1', userId: USER_ID }, { type: 'trackStart', playing });
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(wasCut()).toBe(true);
  expect((await fetch(`${node.url}/version`, { headers: AUTH })).status).toBe(200);
  socket.destroy();
  await node.server.close();
});
