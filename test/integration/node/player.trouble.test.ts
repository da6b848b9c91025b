/** Files and servers that are not what they seem: what is heard all the same, and what the client is told. */
import { readFile } from 'node:fs/promises';
import type { RequestListener, ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { serveFile, startWeb, type WebServer } from '../../unit/sources/web.server.ts';
import { ladderFile, notes } from './ladder.ts';
import { joinedRoom, type Room } from './room.ts';
import { startRig, type Rig } from './rig.ts';

vi.setConfig({ maxConcurrency: 10, testTimeout: 60_000 });

let rig: Rig;
let song: Buffer;
const servers: WebServer[] = [];
beforeAll(async () => {
  rig = await startRig();
  // 16-bit stereo at 48 kHz: 192,000 bytes a second, 1.15 MB.
  song = await readFile(await ladderFile(6, 'wav'));
});
afterAll(async () => {
  await rig.close();
  for (const server of servers) await server.close();
});

const serve = async (listener: RequestListener): Promise<WebServer> => {
  const web = await startWeb(listener);
  servers.push(web);
  return web;
};

const ALL = notes(0, 29);

/** Sends the head and `bytes` of the song, then calls `after`. */
const begin = (response: ServerResponse, bytes: number, after: () => void): void => {
  response.writeHead(200, { 'content-length': song.length, 'accept-ranges': 'bytes', etag: '"1"' });
  response.write(song.subarray(0, bytes), after);
};

const load = async (room: Room, url: string): Promise<string> => (await room.bot.load(url)).data.encoded;

/** Serves the song well until `isBroken`; then as told. */
const breakable = (broken: RequestListener) => {
  const good = serveFile(song, { etag: '"1"' });
  let isBroken = false;
  const listener: RequestListener = (request, response) =>
    isBroken ? broken(request, response) : good(request, response);
  return { listener, breaks: (): void => void (isBroken = true) };
};

describe.concurrent('a file', () => {
  it('that is no sound cannot be loaded', async () => {
    const room = await joinedRoom(rig);
    const web = await serve(serveFile(Buffer.alloc(50_000, 0x5a)));
    const { body } = await room.bot.rest('GET', `/v4/loadtracks?identifier=${web.url}/a.mp3`);
    expect(body).toMatchObject({
      loadType: 'error',
      data: { message: 'Unknown file format.', severity: 'common' },
    });
  });

  it('that has become garbage since it was loaded: TrackException, then TrackEnd(loadFailed), no sound', async () => {
    const room = await joinedRoom(rig);
    const { listener, breaks } = breakable(serveFile(Buffer.alloc(song.length, 0x5a)));
    const web = await serve(listener);
    const encoded = await load(room, `${web.url}/song.wav`);
    breaks();
    expect(await room.patch({ track: { encoded } })).toMatchObject({ status: 200 });
    await room.event('TrackEndEvent');
    expect(room.events).toEqual(['TrackStart', 'TrackException', 'TrackEnd loadFailed']);
    expect(await room.event('TrackExceptionEvent')).toMatchObject({
      exception: { message: expect.any(String) as string, severity: expect.any(String) as string },
    });
    expect(room.packets).toEqual([]);
    await web.idle();
  });

  it('that is gone since it was loaded', async () => {
    const room = await joinedRoom(rig);
    const { listener, breaks } = breakable((_, response) => response.writeHead(404).end());
    const web = await serve(listener);
    const encoded = await load(room, `${web.url}/song.wav`);
    breaks();
    await room.patch({ track: { encoded } });
    await room.event('TrackEndEvent');
    expect(room.events).toEqual(['TrackStart', 'TrackException', 'TrackEnd loadFailed']);
  });

  it('that turns into noise half-way is played to its end', async () => {
    const room = await joinedRoom(rig);
    const noisy = Buffer.from(await readFile(await ladderFile(4, 'opus')));
    for (let at = 20_000; at < 24_000; at += 1) noisy[at] = (at * 7919) & 0xff;
    const web = await serve(serveFile(noisy));
    await room.play(`${web.url}/song.opus`);
    expect(await room.event('TrackEndEvent')).toMatchObject({ reason: 'finished' });
    expect((await room.notes()).slice(0, 5)).toEqual(notes(0, 4));
    expect((await room.notes()).at(-1)).toBe(19);
  });
});

describe.concurrent('a server', () => {
  it('that hangs up in mid-song is asked for the rest, and nobody hears it', async () => {
    const room = await joinedRoom(rig);
    const good = serveFile(song, { etag: '"1"' });
    const web = await serve((request, response) => {
      if (request.headers.range === undefined) begin(response, 500_000, () => response.destroy());
      else good(request, response);
    });
    await room.play(`${web.url}/song.wav`);
    expect(await room.event('TrackEndEvent')).toMatchObject({ reason: 'finished' });
    await room.silent();
    room.isWhole();
    expect(await room.notes()).toEqual(ALL);
    expect(room.listener.report().silence).toBe(5);
    expect(web.requests.some((line) => /bytes=\d{6}-/.test(line))).toBe(true);
  });

  it('that falls silent in mid-song is asked for the rest, too', async () => {
    const room = await joinedRoom(rig);
    const good = serveFile(song, { etag: '"1"' });
    const web = await serve((request, response) => {
      if (request.headers.range === undefined) begin(response, 900_000, () => undefined);
      else good(request, response);
    });
    await room.play(`${web.url}/song.wav`);
    expect(await room.event('TrackEndEvent')).toMatchObject({ reason: 'finished' });
    await room.silent();
    expect(await room.notes()).toEqual(ALL);
  });

  it('that dies in mid-song: TrackException, then what had come is heard, then TrackEnd(finished)', async () => {
    const room = await joinedRoom(rig);
    const { listener, breaks } = breakable((request, response) => {
      if (request.headers.range === undefined) begin(response, 500_000, () => response.destroy());
      else response.destroy();
    });
    const web = await serve(listener);
    const encoded = await load(room, `${web.url}/song.wav`);
    breaks();
    await room.patch({ track: { encoded } });
    await room.event('TrackEndEvent');
    await room.silent();
    expect(room.events).toEqual(['TrackStart', 'TrackException', 'TrackEnd finished']);
    expect(await room.event('TrackExceptionEvent')).toMatchObject({
      exception: { message: expect.stringContaining('URL') as string, severity: 'suspicious' },
    });
    // 500,000 bytes are 2.6 s: 13 notes.
    const heard = await room.notes();
    expect(heard).toEqual(notes(0, heard.length - 1));
    expect(Math.abs(heard.length - 13)).toBeLessThanOrEqual(1);
    room.isWhole();
  });

  it('that is dead from the beginning: nothing hangs', async () => {
    const room = await joinedRoom(rig);
    const { listener, breaks } = breakable((_, response) => response.destroy());
    const web = await serve(listener);
    const encoded = await load(room, `${web.url}/song.wav`);
    breaks();
    await room.patch({ track: { encoded } });
    await room.event('TrackEndEvent');
    expect(room.events).toEqual(['TrackStart', 'TrackException', 'TrackEnd loadFailed']);
  });

  it('that does not know Range plays, and its song can be sought', async () => {
    const room = await joinedRoom(rig);
    const web = await serve((_, response) => {
      response.writeHead(200, { 'content-length': song.length }).end(song);
    });
    await room.play(`${web.url}/song.wav`);
    await room.hears(30);
    await room.patch({ position: 5000 });
    await room.event('TrackEndEvent');
    await room.silent();
    room.isWhole();
    expect((await room.notes()).slice(-5)).toEqual(notes(25, 29));
  });

  it('that is slow, but faster than the song, is heard without a hole', async () => {
    const room = await joinedRoom(rig);
    const opus = await readFile(await ladderFile(4, 'webm'));
    const web = await serve((_, response) => {
      response.writeHead(200, { 'content-length': opus.length });
      let at = 0;
      const drip = setInterval(() => {
        response.write(opus.subarray(at, (at += 2_000)));
        if (at < opus.length) return;
        clearInterval(drip);
        response.end();
      }, 50);
      response.on('close', () => clearInterval(drip));
    });
    await room.play(`${web.url}/song.webm`);
    await room.event('TrackEndEvent');
    await room.silent();
    room.isWhole();
    expect(await room.notes()).toEqual(notes(0, 19));
    expect(room.listener.report().silence).toBe(5);
  });
});

describe('inner networks', () => {
  it('are closed to users’ URLs unless the operator opens them; the message says how', async () => {
    const web = await serve(serveFile(song));
    const open = await joinedRoom(rig);
    const encoded = await load(open, `${web.url}/song.wav`);
    const asked = web.requests.length;
    const closed = await startRig({}, '--lavalink.server.httpConfig.allowPrivateNetworks=false');
    try {
      const room = await joinedRoom(closed);
      for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433']) {
        const url = `http://${host}:${web.port}/song.wav`;
        const { body } = await room.bot.rest('GET', `/v4/loadtracks?identifier=${encodeURIComponent(url)}`);
        expect(body).toMatchObject({
          loadType: 'error',
          data: { message: expect.stringContaining('allowPrivateNetworks') as string, severity: 'common' },
        });
      }
      // A track that was encoded elsewhere gets no further.
      await room.patch({ track: { encoded } });
      expect(await room.event('TrackExceptionEvent')).toMatchObject({
        exception: { message: expect.stringContaining('allowPrivateNetworks') as string },
      });
      expect(await room.event('TrackEndEvent')).toMatchObject({ reason: 'loadFailed' });
      expect(web.requests).toHaveLength(asked);
    } finally {
      await closed.close();
    }
  });
});
