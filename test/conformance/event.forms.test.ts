/** Sections 2.3, 2.4 and 4.5: the form of each message, and when a playerUpdate comes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tailOf } from './support/blob.ts';
import type { Said } from './support/client.ts';
import { openStage, play, stateOf, type Stage, type Step } from './support/stage.ts';
import { fits, freshGuild, openWorld, type World } from './support/world.ts';

let stage: Stage;
let world: World;
beforeAll(async () => {
  stage = await openStage();
  world = stage.world;
});
afterAll(() => stage.close());

const TRACK = String.raw`\{"encoded":"[^"]+","info":\{"identifier":"[^"]+","isSeekable":true,"author":"[^"]*","length":\d+,"isStream":false,"position":\d+,"title":"[^"]*","uri":"[^"]*","sourceName":"\w+","artworkUrl":null,"isrc":null\},"pluginInfo":\{"probeInfo":"wav"\},"userData":\{"id":817327181659111454\}\}`;

type Form = readonly [type: string, steps: readonly Step[], form: string];

const userData = { a: 1 };
const tagged = (identifier: string): object => ({ track: { identifier, userData } });
const EVENT = (type: string): string => String.raw`^\{"op":"event","type":"${type}","guildId":"GUILD",`;

const forms: readonly Form[] = [
  ['TrackStartEvent', [tagged('SONG')], String.raw`"track":${TRACK}\}$`],
  [
    'TrackEndEvent',
    [tagged('SONG'), { encodedTrack: null }],
    String.raw`"track":${TRACK},"reason":"stopped"\}$`,
  ],
  [
    'TrackExceptionEvent',
    ['join', tagged('BROKEN'), /loadFailed/],
    String.raw`"track":${TRACK},"exception":\{"message":"[^"]+","severity":"(common|suspicious|fault)","cause":"(\\.|[^"\\])+","causeStackTrace":"(\\.|[^"\\])+"\}\}$`,
  ],
  [
    'TrackStuckEvent',
    ['join', tagged('STALLS'), /TrackStuck/],
    String.raw`"track":${TRACK},"thresholdMs":1000\}$`,
  ],
  ['WebSocketClosedEvent', ['join', 4014], String.raw`"code":4014,"reason":"Because\.","byRemote":true\}$`],
];

describe('2.3 the form of each event', () => {
  it.each(forms)('2.3 %s: its keys in their order, all digits of userData', async (type, steps, form) => {
    const guildId = freshGuild();
    for (const step of steps) {
      const isTagged = typeof step === 'object' && 'track' in step;
      // Written by hand: JSON.stringify would round the id.
      if (isTagged)
        await world.patch(guildId, stage.filled(step).replace('{"a":1}', '{"id":817327181659111454}'));
      else await stage.take(step, guildId);
    }
    await world.settled();
    const found = stage.messages(guildId).find(({ said }) => said.type === type);
    expect(found?.text).toMatch(new RegExp(EVENT(type).replace('GUILD', guildId) + form));
  });

  it('2.4 playerUpdate: its keys in their order', async () => {
    const guildId = freshGuild();
    await stage.patch(guildId, { filters: {} });
    await world.settled();
    expect(stage.messages(guildId)[0]?.text).toMatch(
      new RegExp(
        `^\\{"op":"playerUpdate","state":\\{"time":\\d{13},"position":0,"connected":false,"ping":-1\\},"guildId":"${guildId}"\\}$`,
      ),
    );
  });

  it('4.5 TrackEnd carries the last position, in info and in the blob', async () => {
    const guildId = freshGuild();
    await stage.join(guildId);
    await stage.patch(guildId, play('SHORT'));
    await stage.hears(guildId, /TrackEnd/);
    const end = stage.messages(guildId).find(({ said }) => said.type === 'TrackEndEvent')
      ?.said as unknown as {
      track: { encoded: string; info: { position: number } };
    };
    expect(Math.abs(end.track.info.position - 1000)).toBeLessThanOrEqual(40);
    expect(tailOf(end.track.encoded)).toEqual({ version: 3, position: BigInt(end.track.info.position) });
  });
});

describe('2.4 playerUpdate', () => {
  it('2.4 the ping is -1 without a connection, 0 until the first heartbeat; then the connection is told', async () => {
    const guildId = freshGuild();
    fits(await stage.patch(guildId, {}), { status: 200, json: { state: { connected: false, ping: -1 } } });
    await stage.join(guildId);
    const [update] = stage.messages(guildId);
    expect(stateOf(update?.said)).toMatchObject({
      connected: true,
      position: 0,
    });
    expect(update === undefined ? NaN : stateOf(update.said).ping).toBeGreaterThanOrEqual(0);
    expect(Math.abs((update === undefined ? 0 : stateOf(update.said).time) - Date.now())).toBeLessThan(
      60_000,
    );
  });

  it('2.4 after a close by Discord: not connected, and the last ping stays', async () => {
    const guildId = freshGuild();
    await stage.join(guildId);
    await stage.take(4014, guildId);
    const last = stage.messages(guildId).at(-1);
    expect(stateOf(last?.said)).toMatchObject({ connected: false });
    expect(last === undefined ? NaN : stateOf(last.said).ping).toBeGreaterThanOrEqual(0);
    await world.holds(`GET /v4/sessions/{s}/players/${guildId}`, {
      status: 200,
      json: { state: { connected: false } },
    });
  });

  it('2.4 better: a start position is the position from the first message on', async () => {
    const guildId = freshGuild();
    await stage.patch(guildId, { ...play('SONG'), position: 7000 });
    await world.settled();
    const [start, update] = stage.messages(guildId);
    expect((start?.said as unknown as { track: { info: { position: number } } }).track.info.position).toBe(
      7000,
    );
    expect(stateOf(update?.said).position).toBe(7000);
  });

  it('2.4 comes by itself while a track plays, and while it is paused with the same position', async () => {
    const quick = await openWorld({ config: ['--lavalink.server.playerUpdateInterval=1'] });
    const guildId = freshGuild();
    await quick.join(guildId);
    await quick.patch(guildId, stage.filled(play('SONG')));
    const updates = (said: readonly Said[]): readonly Said[] =>
      said.filter((one) => one.op === 'playerUpdate' && one.guildId === guildId);
    const after = (n: number): Promise<readonly Said[]> =>
      quick.client.until((said) => (updates(said).length >= n ? updates(said) : undefined));
    const moving = await after(5);
    const positions = moving.slice(2).map((said) => stateOf(said).position);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(new Set(positions).size).toBe(positions.length);
    await quick.patch(guildId, { paused: true });
    const still = (await after(updates(quick.client.said).length + 2))
      .slice(-2)
      .map((said) => stateOf(said).position);
    expect(still[0]).toBe(still[1]);
    await quick.close();
  });
});
