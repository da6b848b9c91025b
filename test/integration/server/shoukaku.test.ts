/** A real client, unchanged: shoukaku. Only Discord is made up. */
import { Connector, LoadType, Shoukaku } from 'shoukaku';
import type { NodeOption } from 'shoukaku';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestNode } from './support/node.ts';
import { PASSWORD, USER_ID, startNode } from './support/node.ts';

const GUILD = '817327181659111454';
const CHANNEL = '817327181659111455';

/** Answers a join as Discord does. */
class FakeDiscord extends Connector {
  getId(): string {
    return USER_ID;
  }

  sendPacket(): void {
    setImmediate(() => {
      this.raw({
        t: 'VOICE_STATE_UPDATE',
        d: {
          guild_id: GUILD,
          user_id: USER_ID,
          channel_id: CHANNEL,
          session_id: 's',
          self_deaf: true,
          self_mute: false,
        },
      });
      this.raw({
        t: 'VOICE_SERVER_UPDATE',
        d: { guild_id: GUILD, token: 't', endpoint: 'eu.discord.test:443' },
      });
    });
  }

  listen(nodes: NodeOption[]): void {
    setImmediate(() => this.ready(nodes));
  }
}

let node: TestNode;
let shoukaku: Shoukaku;
beforeAll(async () => {
  node = await startNode();
  shoukaku = new Shoukaku(
    new FakeDiscord(null),
    [{ name: 'lavastream', url: `127.0.0.1:${node.port}`, auth: PASSWORD }],
    { resume: true, resumeTimeout: 30 },
  );
  shoukaku.on('error', () => undefined);
  await new Promise((resolve) => shoukaku.once('ready', resolve));
});
afterAll(async () => {
  shoukaku.removeNode('lavastream', 'the test is over');
  await node.server.close();
});

it('connects, loads, joins, plays, pauses, sets the volume, stops and leaves', async () => {
  const rest = shoukaku.getIdealNode()?.rest;
  expect(await rest?.getLavalinkInfo()).toMatchObject({ sourceManagers: ['local', 'http'] });
  expect(await rest?.stats()).toMatchObject({ players: 0 });
  const found = await rest?.resolve('http://music.test/a.mp3');
  if (found?.loadType !== LoadType.TRACK) throw new Error('no track');
  expect(await rest?.decode(found.data.encoded)).toMatchObject({ info: { title: 'A song' } });

  const player = await shoukaku.joinVoiceChannel({ guildId: GUILD, channelId: CHANNEL, shardId: 0 });
  const started = new Promise((resolve) => player.once('start', resolve));
  await player.playTrack({ track: { encoded: found.data.encoded } });
  expect(await started).toMatchObject({ type: 'TrackStartEvent', track: { info: { title: 'A song' } } });
  await player.setPaused(true);
  await player.setGlobalVolume(30);
  await player.seekTo(5000);
  await player.clearFilters();
  expect(await rest?.getPlayer(GUILD)).toMatchObject({
    paused: true,
    volume: 30,
    track: { info: { position: 5000 } },
    voice: { token: 't', endpoint: 'eu.discord.test:443', sessionId: 's', channelId: CHANNEL },
    filters: {},
  });
  const ended = new Promise((resolve) => player.once('end', resolve));
  await player.stopTrack();
  expect(await ended).toMatchObject({ reason: 'stopped' });
  await shoukaku.leaveVoiceChannel(GUILD);
  expect(await rest?.getPlayers()).toEqual([]);
});

it('comes back to its session after its connection broke', async () => {
  const link = shoukaku.getIdealNode();
  const { sessionId } = link ?? {};
  await link?.rest.updateSession(true, 30);
  const back = new Promise((resolve) => shoukaku.once('ready', (_, isResumed) => resolve(isResumed)));
  link?.ws?.terminate();
  expect(await back).toBe(true);
  expect(shoukaku.getIdealNode()?.sessionId).toBe(sessionId);
});
