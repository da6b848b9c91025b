/** When a song, a connection or a player is over, nothing of it remains: not after 20 rounds, and not after accidents. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { toneFile, type ToneFormat } from '../../support/tones.ts';
import { serveFile, startWeb, type WebServer } from '../../unit/sources/web.server.ts';
import { calm, untilAsBefore, type Census } from './census.ts';
import { joinedRoom, openRoom, type Room } from './room.ts';
import { startRig, type Bot, type Rig } from './rig.ts';

vi.setConfig({ testTimeout: 100_000 });

const FORMATS: readonly ToneFormat[] = [
  'mp3',
  'flac',
  'wav',
  'ogg-vorbis',
  'webm-opus',
  'm4a',
  'ogg-opus',
  'adts',
];

let rig: Rig;
let bot: Bot;
let web: WebServer;
let before: Census;
const songs = new Map<string, Buffer>();

/** The bot joins, plays, seeks, changes the volume: everything that needs something of the world is in use. */
const busy = async (name: string): Promise<Room> => {
  const room = await joinedRoom(rig, { bot });
  await room.play(`${web.url}/${name}`);
  await room.hears(10);
  await room.patch({ position: 2000 });
  await room.patch({ volume: 60 });
  await room.hears(20);
  return room;
};

/** Leaves the guild, with the listener, and looks whether anything remains. */
const leave = async (room: Room): Promise<void> => {
  await room.destroy();
  room.listener.leave();
  await untilAsBefore(rig, before);
};

beforeAll(async () => {
  rig = await startRig({ resumeWindowMs: 300 });
  bot = await rig.bot();
  for (const format of FORMATS) {
    songs.set(`/${format}`, await readFile(await toneFile({ format, hz: 440, seconds: 10, rate: 48_000 })));
  }
  web = await startWeb((request, response) => {
    const isFirst = web.requests.filter((line) => line === 'GET /once').length < 2;
    const song = songs.get(request.url === '/once' && isFirst ? '/wav' : (request.url ?? ''));
    if (song !== undefined) serveFile(song)(request, response);
    else if (request.url === '/gone') response.writeHead(404).end();
    else if (request.url === '/garbage') response.end(Buffer.alloc(50_000, 0x5a));
    else if (request.url === '/breaks')
      response.writeHead(200, { 'content-length': 9e6 }).write(songs.get('/wav'), () => response.destroy());
    // Anything else: silence.
  });
  before = await calm(rig);
});
afterAll(async () => {
  await rig.close();
  await web.close();
});

it('after twenty rounds of join, play, seek and destroy', async () => {
  for (let round = 0; round < 20; round += 1) {
    await leave(await busy(FORMATS[round % FORMATS.length] ?? 'mp3'));
  }
});

it('after twenty guilds at once', async () => {
  const names = Array.from({ length: 20 }, (_, index) => FORMATS[index % FORMATS.length] ?? 'mp3');
  const rooms = await Promise.all(names.map(busy));
  expect(rig.node.liveSources()).toBe(20);
  expect(rig.gateway.sessions).toHaveLength(20);
  await Promise.all(rooms.map((room) => room.destroy()));
  for (const room of rooms) room.listener.leave();
  await untilAsBefore(rig, before);
});

it('of a song, while its connection stays', async () => {
  const room = await joinedRoom(rig, { bot });
  const connected = await calm(rig);
  const isOver = async (): Promise<void> => {
    await untilAsBefore(rig, connected);
  };
  for (const name of ['mp3', 'webm-opus']) {
    await room.play(`${web.url}/${name}`);
    await room.hears(20);
    await room.patch({ volume: 50 });
    await room.hears(20);
    await room.patch({ track: { encoded: null } });
    await isOver();
    await room.play(`${web.url}/${name}`, { position: 9_500 });
    await room.event('TrackEndEvent', 2);
    await isOver();
  }
  await leave(room);
});

/** Each leaves a guild in which something is going on at this very moment. */
const moments: Readonly<Record<string, (room: Room) => Promise<unknown>>> = {
  'while it is joining': async (room) => {
    void room.join();
    await room.session();
  },
  'while the voice server says nothing': async (room) => {
    rig.gateway.misbehave({ noHello: true });
    await room.join();
    rig.gateway.misbehave({ noHello: false });
  },
  'while discovery goes on': async (room) => {
    rig.gateway.misbehave({ dropDiscovery: Infinity });
    await room.join();
    await room.session();
    rig.gateway.misbehave({ dropDiscovery: 0 });
  },
  'while a lost connection is taken up again': async (room) => {
    await room.joined();
    await room.play(`${web.url}/mp3`);
    rig.gateway.misbehave({ refuseUpgrade: 503 });
    (await room.session()).cut();
    await room.hears(10);
    rig.gateway.misbehave({ refuseUpgrade: undefined });
  },
  'after the voice server has closed for good': async (room) => {
    await room.joined();
    await room.play(`${web.url}/mp3`);
    await room.hears(10);
    (await room.session()).close(4014);
    await room.event('WebSocketClosedEvent');
  },
  'while a song is being opened that never answers': async (room) => {
    await room.joined();
    await room.play(`${web.url}/mp3`);
    const { data } = await room.bot.load(`${web.url}/once`);
    const asked = web.requests.length;
    await room.patch({ track: { encoded: data.encoded } });
    await vi.waitUntil(() => web.requests.length > asked);
  },
  'after a burst of plays and seeks': async (room) => {
    await room.joined();
    const encoded = await Promise.all(FORMATS.map((name) => room.bot.load(`${web.url}/${name}`)));
    await Promise.all(
      encoded.flatMap(({ data }, index) => [
        room.patch({ track: { encoded: data.encoded } }),
        room.patch({ position: 1000 * index, volume: 50 + index }),
      ]),
    );
  },
  'after a move': async (room) => {
    await room.joined();
    await room.play(`${web.url}/flac`);
    await room.hears(10);
    await room.join();
  },
  'while its song is failing': async (room) => {
    await room.joined();
    await room.play(`${web.url}/breaks`);
    await room.hears(20);
  },
  'while it is paused': async (room) => {
    await room.joined();
    await room.play(`${web.url}/mp3`);
    await room.hears(10);
    await room.patch({ paused: true });
  },
};

it.each(Object.entries(moments))('of a guild that is left %s', async (_, moment) => {
  const room = await openRoom(rig, { bot });
  await moment(room);
  await leave(room);
});

it('of a client that is gone, in mid-song', async () => {
  const room = await joinedRoom(rig);
  await room.play(`${web.url}/mp3`);
  await room.hears(10);
  room.bot.close();
  room.listener.leave();
  await untilAsBefore(rig, before);
});

it.each(['gone', 'garbage'])('of what cannot be loaded: %s', async (name) => {
  await bot.rest('GET', `/v4/loadtracks?identifier=${web.url}/${name}`);
  await untilAsBefore(rig, before);
});

it('of a node that is closed in mid-song', async () => {
  const other = await startRig();
  const room = await joinedRoom(other);
  await room.play(`${web.url}/mp3`);
  await room.hears(10);
  await other.close();
  await untilAsBefore(rig, before);
});
