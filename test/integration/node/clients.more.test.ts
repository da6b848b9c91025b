/** More client libraries, unchanged, through one scenario: from the search to what a member of the channel hears. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectLavacord, connectPoru, connectRiffy, present } from '../../support/clients/index.ts';
import type { Client, Connect } from '../../support/clients/index.ts';
import { levelDb, peakHz, slice } from '../../support/sound.ts';
import type { Listener } from '../../support/voice-gateway/index.ts';
import type { WebServer } from '../../unit/sources/web.server.ts';
import { namesOf, notes, notesOf } from './ladder.ts';
import { PASSWORD, startRig, USER_ID, type Rig } from './rig.ts';
import { freshGuildId } from './room.ts';
import { startSongs } from './songs.web.ts';

const LIBRARIES: Readonly<Record<string, Connect>> = {
  lavacord: connectLavacord,
  poru: connectPoru,
  riffy: connectRiffy,
};

let rig: Rig;
let web: WebServer;
const clients = new Map<string, Client>();
beforeAll(async () => {
  rig = await startRig();
  web = await startSongs();
  // One after the other: a busy process would read the handshake and the first message at once, which lavacord drops.
  const world = { port: rig.node.port, password: PASSWORD, userId: USER_ID, gateway: rig.gateway };
  for (const [name, connect] of Object.entries(LIBRARIES)) clients.set(name, await connect(world));
});
afterAll(async () => {
  for (const client of clients.values()) await client.close();
  await rig.close();
  await web.close();
});

/** The end of the next 600 ms: what was asked for before is heard by then. */
const heard = async (listener: Listener): Promise<{ readonly hz: number; readonly db: number }> => {
  await listener.untilFrames(listener.frames().length + 30);
  const pcm = await listener.pcm();
  const endMs = (pcm.left.length * 1000) / 48_000;
  const { left } = slice(pcm, endMs - 300, endMs);
  return { hz: peakHz(left), db: levelDb(left) };
};

const untilSilent = (listener: Listener): Promise<true> =>
  listener.until((one) =>
    one
      .frames()
      .slice(-5)
      .every(({ silence }) => silence),
  );

it.concurrent.each(Object.keys(LIBRARIES))(
  '%s joins, plays, turns down, filters, pauses, skips, seeks, plays on at the end, and leaves',
  async (name) => {
    const client = present(clients.get(name), name);
    const guildId = freshGuildId();
    const listener = rig.gateway.addListener(guildId, '300');
    await client.join(guildId, rig.gateway.call(guildId).channelId);
    await listener.until((one) => one.sharesGroupWith(USER_ID));

    await client.play(`${web.url}/300.mp3`);
    const loud = await heard(listener);
    expect(loud.hz).toBeCloseTo(300, 0);
    expect(client.starts()).toBe(1);

    await client.setVolume(50);
    expect((await heard(listener)).db).toBeCloseTo(loud.db - 7.6, 0);
    await client.setVolume(100);
    await client.setPitch(1.5);
    const high = await heard(listener);
    expect([Math.round(high.hz / 10), Math.round(high.db - loud.db)]).toEqual([45, 0]);
    await client.setPitch(null);
    expect((await heard(listener)).hz).toBeCloseTo(300, 0);
    // poru itself sends that it is not paused, one second after it joined; that is over by now.
    await client.pause(true);
    await untilSilent(listener);
    await client.pause(false);

    const over = client.untilOver();
    await client.play(`${web.url}/ladder.webm`);
    await listener.untilFrames(listener.frames().length + 10);
    await client.seek(2000);
    await over;
    await untilSilent(listener);
    expect(namesOf(notesOf(await listener.pcm())).slice(-10)).toEqual(notes(10, 19));

    await client.play(`${web.url}/500.mp3`);
    expect((await heard(listener)).hz).toBeCloseTo(500, 0);
    expect(client.starts()).toBe(3);
    if (client.comesBack !== undefined) {
      const { silence } = listener.report();
      await client.comesBack();
      expect((await heard(listener)).hz).toBeCloseTo(500, 0);
      expect(listener.report().silence).toBe(silence);
    }
    expect(listener.report()).toMatchObject({
      missing: [],
      undecryptable: 0,
      plainInGroup: 0,
      timestampSteps: [],
    });

    await client.leave();
    await listener.call.until((call) => !call.userIds.includes(USER_ID));
    expect(rig.node.snapshots().filter(({ address }) => address.guildId === guildId)).toEqual([]);
    listener.leave();
  },
);
