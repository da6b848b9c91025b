/** Real client libraries, unchanged, from the search to what a member of the channel hears. Only Discord is made up. */
import { LavalinkManager } from 'lavalink-client';
import { Connector, LoadType, Shoukaku, type NodeOption, type Player as ShoukakuPlayer } from 'shoukaku';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { levelDb, peakHz, slice } from '../../support/sound.ts';
import type { Listener } from '../../support/voice-gateway/index.ts';
import type { WebServer } from '../../unit/sources/web.server.ts';
import { joinEvents } from './discord.ts';
import { namesOf, notes, notesOf } from './ladder.ts';
import { PASSWORD, startRig, USER_ID, type Rig } from './rig.ts';
import { freshGuildId } from './room.ts';
import { startSongs } from './songs.web.ts';

let rig: Rig;
let web: WebServer;
beforeAll(async () => {
  rig = await startRig();
  web = await startSongs();
});
afterAll(async () => {
  await rig.close();
  await web.close();
});

let guildId: string;
let listener: Listener;
beforeEach(() => {
  guildId = freshGuildId();
  listener = rig.gateway.addListener(guildId, '300');
});
afterEach(() => listener.leave());

const url = (name: string): string => `${web.url}/${name}`;

/** Half a second of what is heard from now on. */
const heard = async (): Promise<{ readonly hz: number; readonly db: number }> => {
  await listener.untilFrames(listener.frames().length + 35);
  const pcm = await listener.pcm();
  const endMs = (pcm.left.length * 1000) / 48_000;
  const { left } = slice(pcm, endMs - 500, endMs);
  return { hz: peakHz(left), db: levelDb(left) };
};

const untilSilent = (): Promise<true> =>
  listener.until((one) =>
    one
      .frames()
      .slice(-5)
      .every(({ silence }) => silence),
  );

const isWhole = (): void => {
  expect(listener.report()).toMatchObject({
    missing: [],
    undecryptable: 0,
    plainInGroup: 0,
    timestampSteps: [],
  });
};

/** The ladder song from a note on, to its end. */
const hearsLadder = async (from: number): Promise<void> => {
  await untilSilent();
  const names = namesOf(notesOf(await listener.pcm()));
  expect(names.slice(from - 20)).toEqual(notes(from, 19));
};

describe('shoukaku', () => {
  class FakeDiscord extends Connector {
    getId(): string {
      return USER_ID;
    }

    sendPacket(
      _shard: number,
      payload: { readonly d: { readonly guild_id: string; readonly channel_id: string | null } },
    ): void {
      if (payload.d.channel_id === null) return;
      const events = joinEvents(rig.gateway, { guildId: payload.d.guild_id, userId: USER_ID });
      setImmediate(() => events.forEach((event) => this.raw(event)));
    }

    listen(nodes: NodeOption[]): void {
      setImmediate(() => this.ready(nodes));
    }
  }

  let shoukaku: Shoukaku;
  beforeEach(async () => {
    const node = { name: 'lavastream', url: `127.0.0.1:${rig.node.port}`, auth: PASSWORD };
    shoukaku = new Shoukaku(new FakeDiscord(null), [node], { resume: true, resumeTimeout: 30 });
    shoukaku.on('error', () => undefined);
    await new Promise((resolve) => shoukaku.once('ready', resolve));
  });
  afterEach(() => shoukaku.removeNode('lavastream', 'the test is over'));

  const encodedOf = async (name: string): Promise<string> => {
    const found = await shoukaku.getIdealNode()?.rest.resolve(url(name));
    if (found?.loadType !== LoadType.TRACK) throw new Error('no track');
    return found.data.encoded;
  };

  const join = async (): Promise<ShoukakuPlayer> => {
    const { channelId } = rig.gateway.call(guildId);
    const player = await shoukaku.joinVoiceChannel({ guildId, channelId, shardId: 0 });
    await listener.until((one) => one.sharesGroupWith(USER_ID));
    return player;
  };

  it('plays, pauses, seeks, turns down, skips, plays on at the end, and leaves', async () => {
    const player = await join();
    await player.playTrack({ track: { encoded: await encodedOf('300.mp3') } });
    const loud = await heard();
    expect(loud.hz).toBeCloseTo(300, 0);

    await player.setPaused(true);
    await untilSilent();
    await player.setPaused(false);
    await player.setGlobalVolume(50);
    await listener.untilFrames(listener.frames().length + 20);
    expect((await heard()).db).toBeCloseTo(loud.db - 7.6, 0);
    await player.setGlobalVolume(100);

    // A skip: the next one replaces it.
    await player.playTrack({ track: { encoded: await encodedOf('500.mp3') } });
    await listener.untilFrames(listener.frames().length + 20);
    expect((await heard()).hz).toBeCloseTo(500, 0);
    await player.playTrack({ track: { encoded: await encodedOf('ladder.webm') } });
    await player.seekTo(2000);
    await new Promise((resolve) => player.once('end', resolve));
    await hearsLadder(10);

    await player.playTrack({ track: { encoded: await encodedOf('300.mp3') } });
    expect((await heard()).hz).toBeCloseTo(300, 0);
    await player.stopTrack();
    await untilSilent();
    isWhole();
    await shoukaku.leaveVoiceChannel(guildId);
    expect(await shoukaku.getIdealNode()?.rest.getPlayers()).toEqual([]);
    await listener.call.until((call) => !call.userIds.includes(USER_ID));
  });

  it('comes back after its socket broke, and the song has gone on', async () => {
    const player = await join();
    await player.playTrack({ track: { encoded: await encodedOf('300.mp3') } });
    await heard();
    const link = shoukaku.getIdealNode();
    await link?.rest.updateSession(true, 30);
    const back = new Promise((resolve) => shoukaku.once('ready', (_, isResumed) => resolve(isResumed)));
    link?.ws?.terminate();
    expect(await back).toBe(true);
    expect((await heard()).hz).toBeCloseTo(300, 0);
    isWhole();
    expect(listener.report().silence).toBe(0);
    await player.playTrack({ track: { encoded: await encodedOf('500.mp3') } });
    await listener.untilFrames(listener.frames().length + 20);
    expect((await heard()).hz).toBeCloseTo(500, 0);
    await shoukaku.leaveVoiceChannel(guildId);
  });
});

describe('lavalink-client', () => {
  let manager: LavalinkManager;
  beforeEach(async () => {
    manager = new LavalinkManager({
      nodes: [
        { id: 'lavastream', host: '127.0.0.1', port: rig.node.port, authorization: PASSWORD, retryDelay: 50 },
      ],
      client: { id: USER_ID, username: 'bot' },
      sendToShard: (guild, payload) => {
        if ((payload as { d: { channel_id: string | null } }).d.channel_id === null) return;
        const [state, server] = joinEvents(rig.gateway, { guildId: guild, userId: USER_ID });
        setImmediate(() => {
          void manager.sendRawData(state as never).then(() => manager.sendRawData(server as never));
        });
      },
      autoSkip: true,
    });
    manager.nodeManager.on('error', () => undefined);
    // `connect` comes before the session has a name, and joining needs that.
    const ready = new Promise((resolve) => manager.nodeManager.once('raw', resolve));
    await manager.init({ id: USER_ID, username: 'bot' });
    await ready;
  });
  afterEach(() => void manager.nodeManager.deleteNode('lavastream'));

  const start = async () => {
    const { channelId } = rig.gateway.call(guildId);
    const player = manager.createPlayer({ guildId, voiceChannelId: channelId, textChannelId: '1' });
    await player.connect();
    await listener.until((one) => one.sharesGroupWith(USER_ID));
    for (const name of ['300.mp3', 'ladder.webm', '500.mp3']) {
      const found = await player.search({ query: url(name), source: 'http' }, 'me');
      expect(found).toMatchObject({ loadType: 'track' });
      await player.queue.add(found.tracks);
    }
    await player.play();
    return player;
  };

  it('plays its queue: pauses, seeks, turns down, skips, goes on at a natural end, and destroys', async () => {
    const player = await start();
    const loud = await heard();
    expect(loud.hz).toBeCloseTo(300, 0);
    await player.pause();
    await untilSilent();
    await player.resume();
    await player.setVolume(50);
    await listener.untilFrames(listener.frames().length + 20);
    expect((await heard()).db).toBeCloseTo(loud.db - 7.6, 0);
    await player.setVolume(100);

    const second = new Promise((resolve) => manager.once('trackStart', resolve));
    await player.skip();
    await second;
    const third = new Promise((resolve) => manager.once('trackStart', resolve));
    await player.seek(2000);
    await third;
    await listener.untilFrames(listener.frames().length + 20);
    expect((await heard()).hz).toBeCloseTo(500, 0);
    const names = namesOf(notesOf(await listener.pcm()));
    expect(names).toEqual(expect.arrayContaining([...notes(10, 19)]));
    isWhole();

    await player.destroy();
    expect(rig.node.snapshots()).toEqual([]);
    await listener.call.until((call) => !call.userIds.includes(USER_ID));
  });

  it('comes back after its socket broke, and the song has gone on', async () => {
    const player = await start();
    await heard();
    const [node] = manager.nodeManager.nodes.values();
    if (node === undefined) throw new Error('no node');
    await node.updateSession(true, 30);
    // The library asks for the session that its options name, as a bot that has stored it would set them.
    node.options.sessionId = node.sessionId ?? '';
    const resumed = new Promise((resolve) => manager.nodeManager.once('resumed', resolve));
    (Reflect.get(node, 'socket') as { terminate(): void }).terminate();
    await resumed;
    expect((await heard()).hz).toBeCloseTo(300, 0);
    isWhole();
    expect(listener.report().silence).toBe(0);
    await player.destroy();
    expect(rig.node.snapshots()).toEqual([]);
  });
});
