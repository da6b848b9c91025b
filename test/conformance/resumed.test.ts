/** Section 2.6: the session that got another socket, and what it is told first. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { toneFile } from '../support/tones.ts';
import { Client, wordOf } from './support/client.ts';
import { handshake, tap } from './support/frames.ts';
import { ask } from './support/http.ts';
import { FRESH, keeperOf, RESUMED, type Keeper } from './support/keeper.ts';
import { fits, freshGuild, openWorld, type World } from './support/world.ts';

let world: World;
let keeper: Keeper;
let long: string;
let short: string;
beforeAll(async () => {
  world = await openWorld();
  keeper = keeperOf(world);
  long = await toneFile({ format: 'wav', seconds: 30 });
  short = await toneFile({ format: 'wav', seconds: 1 });
});
afterAll(() => world.close());

describe('2.6 the resumed session', () => {
  it('2.6 ready says so, in this order', async () => {
    const client = await keeper.open();
    await keeper.cut(client);
    const { client: next } = await keeper.resumed(client);
    expect(next.texts[0]).toBe(`{"op":"ready","resumed":true,"sessionId":"${client.sessionId}"}`);
  });

  it('clients 5 better: ready does not share a read with the 101 here either', async () => {
    const client = await keeper.open();
    fits(await keeper.patch(client, freshGuild(), { identifier: long }), 200);
    await keeper.cut(client);
    const wire = tap(world.port, handshake(['User-Id: 1', `Session-Id: ${client.sessionId}`]));
    await wire.until((came) => came.includes('"op":"playerUpdate"'));
    expect(wire.reads[0]?.toString('latin1')).toMatch(/^HTTP\/1\.1 101 .*\r\n\r\n$/s);
    wire.socket.destroy();
  });

  it('2.6 ready, then what was missed in its order, then one playerUpdate of each player', async () => {
    const client = await keeper.open();
    const [one, two] = [freshGuild(), freshGuild()];
    for (const guildId of [one, two]) fits(await keeper.patch(client, guildId, { volume: 50 }), 200);
    const voice = world.voice(one);
    fits(await keeper.patch(client, one, { voice }), 200);
    await client.until((said) =>
      said.find(({ state }) => (state as { connected: boolean } | undefined)?.connected),
    );
    fits(await keeper.patch(client, one, { identifier: short }), 200);
    fits(await keeper.patch(client, two, { identifier: long, paused: true }), 200);
    await keeper.cut(client);
    // It plays on without its client, to the end.
    await vi.waitFor(
      () =>
        expect(
          world.rig.node
            .snapshots()
            .find(({ address }) => address.sessionId === client.sessionId && address.guildId === one)
            ?.playing,
        ).toBeNull(),
      10_000,
    );
    const { client: next } = await keeper.resumed(client);
    await next.until((said) => said.find(({ op, guildId }) => op === 'playerUpdate' && guildId === two));
    await world.settled(next);
    const words = next.said
      .filter(({ guildId, op }) => op === 'ready' || guildId === one || guildId === two)
      .map((said) => `${wordOf(said)} ${said.guildId ?? ''}`);
    expect(words[0]).toBe('ready ');
    expect(words[1]).toBe(`TrackEnd finished ${one}`);
    expect(words.slice(2).sort()).toEqual([`pu ${one}`, `pu ${two}`].sort());
  });

  it('2.6 better: is addressable when the 101 is out', async () => {
    for (let round = 0; round < 10; round += 1) {
      const client = await keeper.open();
      await keeper.cut(client);
      const next = new Client(world.port, { sessionId: client.sessionId });
      await next.upgraded;
      fits(await keeper.setting(client, { timeout: 33 }), 200);
      next.socket.terminate();
    }
  });

  it('2.6 better: of two handshakes at once exactly one gets it, and all that they are told agrees', async () => {
    const client = await keeper.open();
    await keeper.cut(client);
    const both = await Promise.all([keeper.resumed(client), keeper.resumed(client)]);
    for (const one of both)
      expect([RESUMED, FRESH]).toContainEqual({
        header: one.header,
        isReady: one.isReady,
        isSame: one.isSame,
      });
    expect(both.filter(({ isReady }) => isReady === true)).toHaveLength(1);
  });

  it('clients 5: the same voice credentials again do not touch the connection', async () => {
    const client = await keeper.open();
    const guildId = freshGuild();
    const voice = world.voice(guildId);
    fits(await keeper.patch(client, guildId, { voice }), 200);
    await client.until((said) =>
      said.find(({ state }) => (state as { connected: boolean } | undefined)?.connected),
    );
    const before = await world.rig.gateway.session(guildId, '170939974227591168');
    await keeper.cut(client);
    const { client: next } = await keeper.resumed(client);
    fits(await keeper.patch(next, guildId, { voice }), {
      status: 200,
      json: { voice, state: { connected: true } },
    });
    await world.settled(next);
    expect(await world.rig.gateway.session(guildId, '170939974227591168')).toBe(before);
    expect(next.said.map(wordOf).join(' ')).not.toContain('WebSocketClosed');
  });

  it('1.11 a PATCH under way when the socket is lost is finished', async () => {
    const client = await keeper.open();
    const guildId = freshGuild();
    const under = keeper.patch(client, guildId, { voice: world.voice(guildId), volume: 66 });
    client.socket.terminate();
    await under;
    await client.closed;
    await keeper.parked(client);
    const { client: next } = await keeper.resumed(client);
    fits(await ask(world.port, `GET /v4/sessions/${next.sessionId}/players`), 200);
  });
});
