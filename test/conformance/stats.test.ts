/** Sections 1.7 and 2.5: the node's numbers, asked for and sent. */
import { cpus } from 'node:os';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { toneFile } from '../support/tones.ts';
import { Client, type Said } from './support/client.ts';
import { ask } from './support/http.ts';
import { freshGuild, openWorld, type World } from './support/world.ts';

interface Stats {
  readonly op?: string;
  readonly frameStats: null;
  readonly players: number;
  readonly playingPlayers: number;
  readonly uptime: number;
  readonly memory: Readonly<Record<'free' | 'used' | 'allocated' | 'reservable', number>>;
  readonly cpu: Readonly<Record<'cores' | 'systemLoad' | 'lavalinkLoad', number>>;
}

const KEYS = ['frameStats', 'players', 'playingPlayers', 'uptime', 'memory', 'cpu'];

let world: World;
let song: string;
beforeAll(async () => {
  world = await openWorld();
  song = await toneFile({ format: 'wav', seconds: 5 });
});
afterAll(() => world.close());

const isStats = ({ op }: Said): boolean => op === 'stats';
const rest = async (): Promise<Stats> => JSON.parse((await world.ask('GET /v4/stats')).text) as Stats;
const sent = (client: Client): Promise<Said> => client.until((said) => said.find(isStats));

type Check = readonly [section: string, what: string, check: (stats: Stats) => void];

const numbers: readonly Check[] = [
  ['0', 'frameStats is there, and null', ({ frameStats }) => expect(frameStats).toBeNull()],
  [
    '1.7',
    'the keys of memory',
    ({ memory }) => expect(Object.keys(memory)).toEqual(['free', 'used', 'allocated', 'reservable']),
  ],
  [
    '1.7',
    'the keys of cpu',
    ({ cpu }) => expect(Object.keys(cpu)).toEqual(['cores', 'systemLoad', 'lavalinkLoad']),
  ],
  [
    '2.5',
    'used and free are what is allocated',
    ({ memory }) => expect(memory.used + memory.free).toBe(memory.allocated),
  ],
  [
    '2.5',
    'memory is in bytes, and some is used',
    ({ memory }) => {
      expect(Object.values(memory).every(Number.isSafeInteger)).toBe(true);
      expect(memory.used).toBeGreaterThan(1_000_000);
      expect(memory.reservable).toBeGreaterThanOrEqual(memory.allocated);
    },
  ],
  ['2.5', 'cores', ({ cpu }) => expect(cpu.cores).toBe(cpus().length)],
  [
    '2.5',
    'loads are fractions',
    ({ cpu }) => {
      for (const load of [cpu.systemLoad, cpu.lavalinkLoad]) {
        expect(load).toBeGreaterThanOrEqual(0);
        expect(load).toBeLessThanOrEqual(1);
      }
    },
  ],
  [
    '2.5',
    'uptime is a whole number of ms',
    ({ uptime }) => expect(Number.isSafeInteger(uptime) && uptime > 0).toBe(true),
  ],
];

describe('1.7 /v4/stats', () => {
  it.each(numbers)('%s %s', async (_section, _what, check) => check(await rest()));

  it('1.7 all keys in this order, without op', async () => expect(Object.keys(await rest())).toEqual(KEYS));

  it('2.5 uptime grows', async () => {
    const before = await rest();
    await vi.waitFor(async () => expect((await rest()).uptime).toBeGreaterThan(before.uptime));
  });
});

describe('2.5 the op', () => {
  it.each(numbers)('%s %s', async (_section, _what, check) => {
    check((await sent(world.client)) as unknown as Stats);
  });

  it('2.2 all keys in this order, op first', async () =>
    expect(Object.keys(await sent(world.client))).toEqual(['op', ...KEYS]));

  it('2.5 clients 5: the first comes right behind ready', async () => {
    const client = await world.connect();
    await sent(client);
    expect(client.said.slice(0, 2).map(({ op }) => op)).toEqual(['ready', 'stats']);
    client.socket.terminate();
  });
});

/** What a change does to the numbers of players and playing players. */
const counts: readonly (readonly [what: string, body: object, players: number, playing: number])[] = [
  ['an idle player', {}, 1, 0],
  ['a paused one', { paused: true, identifier: 'SONG' }, 1, 0],
  ['a playing one', { identifier: 'SONG' }, 1, 1],
];

describe('2.5 who is counted', () => {
  it.each(counts)('2.5 %s', async (_what, body, players, playing) => {
    const guildId = freshGuild();
    const before = await rest();
    const filled = JSON.parse(JSON.stringify(body).replace('SONG', song)) as object;
    expect((await world.patch(guildId, filled)).status).toBe(200);
    const during = await rest();
    await world.holds(`DELETE /v4/sessions/{s}/players/${guildId}`, 204);
    const after = await rest();
    expect([during.players - before.players, during.playingPlayers - before.playingPlayers]).toEqual([
      players,
      playing,
    ]);
    expect([after.players, after.playingPlayers]).toEqual([before.players, before.playingPlayers]);
  });

  it('2.5 the op counts players of all sessions, but not of one that is parked', async () => {
    const before = await rest();
    const owner = await world.connect();
    const path = `/v4/sessions/${owner.sessionId}`;
    await ask(world.port, { line: `PATCH ${path}`, body: { resuming: true, timeout: 60 } });
    await ask(world.port, { line: `PATCH ${path}/players/1`, body: {} });
    const witness = await world.connect();
    expect(await sent(witness)).toMatchObject({ players: before.players + 1 });
    await owner.cut();
    await vi.waitFor(async () => expect((await rest()).players).toBe(before.players));
    const resumed = await world.connect({ sessionId: owner.sessionId });
    expect((await rest()).players).toBe(before.players + 1);
    await ask(world.port, { line: `PATCH ${path}`, body: { resuming: false } });
    await resumed.cut();
    await vi.waitFor(async () => expect((await rest()).players).toBe(before.players));
  });
});

const round = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const seen = (client: Client): number => client.said.filter(isStats).length;

/** Lets the wire deliver what was sent: until the number is right, or for so many turns that it never will be. */
const settles = async (client: Client, expected: number): Promise<void> => {
  for (let turn = 0; turn < 2_000 && seen(client) !== expected; turn += 1) await round();
  for (let turn = 0; turn < 50; turn += 1) await round();
  expect(seen(client)).toBe(expected);
};

/** Time that passes when it is told to; sockets and servers keep their real one. */
const inFakeTime = async (run: () => Promise<void>): Promise<void> => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
  const wait = setInterval(() => undefined, 1_000_000);
  try {
    await run();
  } finally {
    clearInterval(wait);
    vi.useRealTimers();
  }
};

describe('2.5 clients 5: the rhythm', () => {
  it('2.5 every 60 seconds, counted from the connection', () =>
    inFakeTime(async () => {
      const client = new Client(world.port);
      await client.upgraded;
      await vi.advanceTimersByTimeAsync(100);
      await settles(client, 1);
      await vi.advanceTimersByTimeAsync(59_800);
      await settles(client, 1);
      await vi.advanceTimersByTimeAsync(300);
      await settles(client, 2);
      await vi.advanceTimersByTimeAsync(60_000);
      await settles(client, 3);
      client.socket.terminate();
    }));

  it('2.5 goes on while the session is parked; what was not heard comes with the resume, and then the figures of now', () =>
    inFakeTime(async () => {
      const client = new Client(world.port);
      await client.upgraded;
      await vi.advanceTimersByTimeAsync(100);
      await settles(client, 1);
      const sessionId = String(client.said.find(({ op }) => op === 'ready')?.['sessionId']);
      const line = `PATCH /v4/sessions/${sessionId}`;
      await ask(world.port, { line, body: { resuming: true, timeout: 600 } });
      await client.cut();
      for (let turn = 0; turn < 50; turn += 1) await round();
      await vi.advanceTimersByTimeAsync(130_000);
      const resumed = new Client(world.port, { sessionId });
      await resumed.upgraded;
      await vi.advanceTimersByTimeAsync(100);
      await settles(resumed, 3);
      expect(resumed.said.map(({ op }) => op)).toEqual(['ready', 'stats', 'stats', 'stats']);
      const uptimes = resumed.said.slice(1).map(({ uptime }) => Number(uptime));
      expect([...uptimes].sort((a, b) => a - b)).toEqual(uptimes);
      await ask(world.port, { line, body: { resuming: false } });
      await resumed.cut();
    }));
});
