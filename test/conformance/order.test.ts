/** Section 3.2 and clients.md §5: voice connections that move or hang, and what waits for what. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { wordsOf, type Said } from './support/client.ts';
import type { Answer } from './support/http.ts';
import { openStage, play, stateOf, USER, type Stage } from './support/stage.ts';
import { fits, freshGuild, type World } from './support/world.ts';

let stage: Stage;
let world: World;
beforeAll(async () => {
  stage = await openStage();
  world = stage.world;
});
afterAll(() => stage.close());

describe('3.2 a move', () => {
  it('3.2 to another channel: closed, and open again; never left between', async () => {
    const guildId = freshGuild();
    await stage.join(guildId);
    const place = { guildId, userId: USER, channelId: String(BigInt(guildId) + 5n) };
    const { token, endpoint, sessionId, channelId } = world.rig.gateway.credentials(place);
    const voice = { token, endpoint, sessionId, channelId };
    fits(await stage.patch(guildId, { voice }), { status: 200, json: { voice, state: { connected: true } } });
    // The reference says that it closed the old one; not to say so is kinder (clients.md §5).
    await stage.hears(guildId, /^pu (WebSocketClosed 1000 pu )?pu$/);
    const last = stage.messages(guildId).at(-1);
    expect(stateOf(last?.said)).toMatchObject({ connected: true });
  });

  it('3.1 better: without a channelId the last one counts', async () => {
    const guildId = freshGuild();
    await stage.join(guildId);
    const { token, endpoint, sessionId, channelId } = world.voice(guildId);
    fits(await stage.patch(guildId, { voice: { token, endpoint, sessionId } }), {
      status: 200,
      json: { voice: { channelId } },
    });
  });

  it('3.1 better: and with none at all there is a connection without DAVE', async () => {
    const guildId = freshGuild();
    const { token, endpoint, sessionId } = world.voice(guildId);
    fits(await stage.patch(guildId, { voice: { token, endpoint, sessionId } }), 200);
    await stage.hears(guildId, /pu$/);
  });

  it('3.2 a wrong token shows later, as an event', async () => {
    const guildId = freshGuild();
    fits(await stage.patch(guildId, { voice: { ...world.voice(guildId), token: 'wrong' } }), 200);
    await stage.hears(guildId, /WebSocketClosed 4004 pu$/);
  });

  it('3.2 a failed move ends as 500, and says that nothing is left', async () => {
    const guildId = freshGuild();
    await stage.join(guildId);
    fits(await stage.patch(guildId, { voice: { ...world.voice(guildId), endpoint: '127.0.0.1:1' } }), {
      status: 500,
      message: 'Failed to connect to voice server',
    });
    await world.holds(`GET /v4/sessions/{s}/players/${guildId}`, {
      status: 200,
      json: { state: { connected: false } },
    });
  });
});

describe('clients 5: one thing after another', () => {
  it('clients 5: when TrackEnd goes out the track is cleared: a noReplace play in answer to it plays', async () => {
    const guildId = freshGuild();
    await stage.patch(guildId, play('SONG'));
    const answered = new Promise<Answer>((resolve, reject) => {
      world.client.socket.on('message', (data: Buffer) => {
        const said = JSON.parse(data.toString()) as Said;
        if (said.type === 'TrackEndEvent' && said.guildId === guildId) {
          stage.patch(guildId, play('OTHER'), '?noReplace=true').then(resolve, reject);
        }
      });
    });
    await stage.patch(guildId, { track: { encoded: null } });
    fits(await answered, { status: 200, json: { track: { info: { identifier: stage.files.OTHER } } } });
  });

  it('clients 5: PATCHes of one guild wait for each other, those of other guilds do not', async () => {
    const [one, two] = [freshGuild(), freshGuild()];
    const order: string[] = [];
    const noted = async (name: string, answer: Promise<Answer>): Promise<Answer> => {
      await answer;
      order.push(name);
      return answer;
    };
    const slow = noted('slow', stage.patch(one, play('SLOW')));
    await vi.waitFor(() => expect(stage.waiting).toHaveLength(1));
    const behind = noted('behind', stage.patch(one, { volume: 33 }));
    await noted('elsewhere', stage.patch(two, { volume: 44 }));
    await noted('elsewhere again', stage.patch(two, play('SONG')));
    expect(order).toEqual(['elsewhere', 'elsewhere again']);
    await vi.waitFor(() => {
      stage.waiting.pop()?.();
      expect(order).toHaveLength(4);
    });
    // Their answers travel on two connections; what is in them tells which was worked on first.
    fits(await slow, { status: 200, json: { volume: 100, track: { info: { uri: stage.files.SLOW } } } });
    fits(await behind, { status: 200, json: { volume: 33, track: { info: { uri: stage.files.SLOW } } } });
  });

  it('3.2 better: a voice server that says nothing is given up, and holds up nobody else', async () => {
    const [one, two] = [freshGuild(), freshGuild()];
    const good = world.voice(two);
    world.rig.gateway.misbehave({ blackHole: 'tcp' });
    let isOver = false;
    const hanging = stage.patch(one, { voice: world.voice(one) }).finally(() => (isOver = true));
    await vi.waitFor(async () => fits(await world.ask(`GET /v4/sessions/{s}/players/${one}`), 200));
    fits(await stage.patch(two, { volume: 10 }), { status: 200, json: { volume: 10 } });
    expect(isOver).toBe(false);
    fits(await hanging, { status: 500, message: 'Failed to connect to voice server' });
    world.rig.gateway.misbehave({ blackHole: undefined });
    fits(await stage.patch(two, { voice: good }), 200);
  });

  it('1.13 twenty plays in a row: each ends as replaced before the next one starts', async () => {
    const guildId = freshGuild();
    await Promise.all(
      Array.from({ length: 20 }, (_, at) => stage.patch(guildId, play(at % 2 === 0 ? 'SONG' : 'OTHER'))),
    );
    await world.settled();
    const events = wordsOf(
      world.client.said.filter(({ op }) => op === 'event'),
      guildId,
    );
    expect(events).toBe(
      ['TrackStart', ...Array.from({ length: 19 }, () => 'TrackEnd replaced TrackStart')].join(' '),
    );
  });
});
