/** A real client, unchanged: lavalink-client, which sends its next command within a millisecond of an event. */
import { LavalinkManager } from 'lavalink-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestNode } from './support/node.ts';
import { PASSWORD, USER_ID, startNode } from './support/node.ts';

const GUILD = '817327181659111454';
const CHANNEL = '817327181659111455';

let node: TestNode;
let manager: LavalinkManager;

const SERVER = { guild_id: GUILD, token: 't', endpoint: 'eu.discord.test:443' };

/** Answers a join as Discord does. */
const answerJoin = async (): Promise<void> => {
  await manager.sendRawData({
    t: 'VOICE_STATE_UPDATE',
    d: {
      // These three are wanted by the library's types only.
      op: 'voiceUpdate',
      guildId: GUILD,
      event: SERVER,
      guild_id: GUILD,
      user_id: USER_ID,
      channel_id: CHANNEL,
      session_id: 's',
      deaf: false,
      mute: false,
      self_deaf: true,
      self_mute: false,
      self_video: false,
      self_stream: false,
      suppress: false,
      request_to_speak_timestamp: false,
    },
  });
  await manager.sendRawData({ t: 'VOICE_SERVER_UPDATE', d: SERVER });
};

beforeAll(async () => {
  node = await startNode();
  manager = new LavalinkManager({
    nodes: [{ id: 'lavastream', host: '127.0.0.1', port: node.port, authorization: PASSWORD }],
    client: { id: USER_ID, username: 'bot' },
    sendToShard: () => undefined,
    autoSkip: true,
  });
  const connected = new Promise((resolve) => manager.nodeManager.once('connect', resolve));
  await manager.init({ id: USER_ID, username: 'bot' });
  await connected;
});
afterAll(async () => {
  manager.nodeManager.deleteNode('lavastream');
  await node.server.close();
});

it('connects, searches, plays a queue to its end, and destroys', async () => {
  const player = manager.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL, textChannelId: '1' });
  await player.connect();
  await answerJoin();

  for (const name of ['a', 'b', 'c']) {
    const found = await player.search({ query: `http://music.test/${name}.mp3`, source: 'http' }, 'me');
    expect(found.loadType).toBe('track');
    await player.queue.add(found.tracks);
  }
  const started: string[] = [];
  manager.on('trackStart', (_, track) => void started.push(track?.info.uri ?? ''));
  await player.play();
  expect(player.queue.current?.info.uri).toBe('http://music.test/a.mp3');
  await player.pause();
  await player.setVolume(30);
  await player.seek(5000);
  expect(node.engine.snapshots()).toMatchObject([
    { paused: true, volume: 30, playing: { positionMs: 5000 }, voice: { channelId: CHANNEL } },
  ]);
  await player.resume();

  // The track ends by itself: the library starts the next one at once, with noReplace.
  const second = new Promise((resolve) => manager.once('trackStart', resolve));
  const [snapshot] = node.engine.snapshots();
  if (snapshot === undefined) throw new Error('no player');
  node.engine.endTrack(snapshot.address, 'finished');
  await second;
  const third = new Promise((resolve) => manager.once('trackStart', resolve));
  await player.skip();
  await third;
  expect(started).toEqual(['a', 'b', 'c'].map((name) => `http://music.test/${name}.mp3`));

  const over = new Promise((resolve) => manager.once('queueEnd', resolve));
  node.engine.endTrack(snapshot.address, 'finished');
  await over;
  await player.destroy();
  expect(node.engine.snapshots()).toEqual([]);
});
