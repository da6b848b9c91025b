/** Section 1.12: what a DELETE ends, what it says, and what it must not wait for. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { toneFile } from '../support/tones.ts';
import { wordsOf } from './support/client.ts';
import type { Answer } from './support/http.ts';
import { fits, freshGuild, openWorld, type World } from './support/world.ts';

let world: World;
let song: string;
beforeAll(async () => {
  world = await openWorld();
  song = await toneFile({ format: 'wav', seconds: 30 });
});
afterAll(() => world.close());

const remove = (guildId: string): Promise<Answer> => world.ask(`DELETE /v4/sessions/{s}/players/${guildId}`);

type DeleteRow = readonly [
  section: string,
  what: string,
  before: (guildId: string) => Promise<unknown>,
  said: RegExp,
];

const played = (guildId: string): Promise<unknown> => world.patch(guildId, { track: { identifier: song } });

const rows: readonly DeleteRow[] = [
  ['1.12', 'a player that never was', () => Promise.resolve(), /^$/],
  ['1.12', 'an idle player', (guildId) => world.patch(guildId, {}), /^$/],
  ['1.12', 'a playing one', played, /^TrackStart pu( pu)? TrackEnd stopped$/],
  ['1.12', 'an idle one with voice', (guildId) => world.join(guildId), /^pu WebSocketClosed 1000 pu$/],
  [
    '1.12',
    'a playing one with voice',
    async (guildId) => {
      await world.join(guildId);
      await played(guildId);
    },
    /^pu TrackStart pu( pu)? TrackEnd stopped WebSocketClosed 1000 pu$/,
  ],
  [
    '1.12',
    'one whose voice Discord had closed: nothing more of it',
    async (guildId) => {
      await world.join(guildId);
      (await world.rig.gateway.session(guildId, '170939974227591168')).close(4014, 'Disconnected.');
      await world.client.until((said) =>
        wordsOf(said, guildId).endsWith('WebSocketClosed 4014 pu') ? true : undefined,
      );
    },
    /^pu WebSocketClosed 4014 pu$/,
  ],
];

describe('1.12 DELETE', () => {
  it.each(rows)('%s %s', async (_section, _what, before, said) => {
    const guildId = freshGuild();
    await before(guildId);
    fits(await remove(guildId), { status: 204, text: '', header: { 'Content-Type': null } });
    await vi.waitFor(async () => {
      await world.settled();
      expect(wordsOf(world.client.said, guildId)).toMatch(said);
    });
    await world.holds(`GET /v4/sessions/{s}/players/${guildId}`, {
      status: 404,
      message: 'Player not found',
    });
    // Libraries do it twice, and the guild is blocked if the second one fails (clients.md §6).
    fits(await remove(guildId), { status: 204, text: '' });
  });

  it('1.12 the last words: closed by us with 1000, then a player without connection', async () => {
    const guildId = freshGuild();
    await world.join(guildId);
    await remove(guildId);
    const [closed, update] = await world.client.until((said) => {
      const own = world.client.texts.filter((_, at) => said[at]?.guildId === guildId);
      const at = own.findIndex((text) => text.includes('WebSocketClosedEvent'));
      return at >= 0 && own.length > at + 1 ? own.slice(at) : undefined;
    });
    expect(closed).toBe(
      `{"op":"event","type":"WebSocketClosedEvent","guildId":"${guildId}","code":1000,"reason":"","byRemote":false}`,
    );
    expect(update).toMatch(
      new RegExp(
        `^\\{"op":"playerUpdate","state":\\{"time":\\d{13},"position":0,"connected":false,"ping":-1\\},"guildId":"${guildId}"\\}$`,
      ),
    );
  });

  it('1.12 a new player in the same guild knows nothing of the old one', async () => {
    const guildId = freshGuild();
    await world.join(guildId);
    await world.patch(guildId, { track: { identifier: song, userData: { a: 1 } }, volume: 50, paused: true });
    await remove(guildId);
    fits(await world.patch(guildId, {}), {
      status: 200,
      json: {
        track: null,
        volume: 100,
        paused: false,
        state: { position: 0, connected: false, ping: -1 },
        voice: { token: '', endpoint: '', sessionId: '', channelId: null },
        filters: {},
      },
    });
  });

  it('1.12 the bot leaves the voice channel', async () => {
    const guildId = freshGuild();
    await world.join(guildId);
    const call = world.rig.gateway.call(guildId);
    await remove(guildId);
    await call.until(({ userIds }) => userIds.length === 0);
  });

  it('3.2 is answered while a voice connection hangs, and ends it', async () => {
    const guildId = freshGuild();
    world.rig.gateway.misbehave({ blackHole: 'upgrade' });
    const hanging = world.patch(guildId, { voice: world.voice(guildId) });
    await vi.waitFor(async () => fits(await world.ask(`GET /v4/sessions/{s}/players/${guildId}`), 200));
    fits(await remove(guildId), { status: 204, text: '' });
    world.rig.gateway.misbehave({ blackHole: undefined });
    expect((await hanging).status).toBeGreaterThanOrEqual(400);
    await world.holds(`GET /v4/sessions/{s}/players/${guildId}`, 404);
    await world.join(guildId);
  });

  it('1.12 concerns one guild alone', async () => {
    const [one, two] = [freshGuild(), freshGuild()];
    for (const guildId of [one, two]) await world.join(guildId);
    await remove(one);
    await world.holds(`GET /v4/sessions/{s}/players/${two}`, {
      status: 200,
      json: { state: { connected: true } },
    });
  });
});
