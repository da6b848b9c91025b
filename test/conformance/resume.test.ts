/** Section 2.6: what becomes of a session without its socket. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { toneFile } from '../support/tones.ts';
import type { Client } from './support/client.ts';
import { handshake, tap } from './support/frames.ts';
import { FRESH, keeperOf, NO_SESSION, RESUMED, type Keeper } from './support/keeper.ts';
import { fits, freshGuild, openWorld, type World } from './support/world.ts';

let world: World;
let keeper: Keeper;
let long: string;
beforeAll(async () => {
  world = await openWorld();
  keeper = keeperOf(world);
  long = await toneFile({ format: 'wav', seconds: 30 });
});
afterAll(() => world.close());

/** How the first socket ends, and whether another one gets its session. */
const endings: readonly (readonly [
  what: string,
  body: object,
  end: (client: Client) => unknown,
  isKept: boolean,
])[] = [
  ['by default a session ends with its socket', {}, (client) => client.socket.terminate(), false],
  ['resuming keeps it', { resuming: true }, (client) => client.socket.terminate(), true],
  ['also when the client closes with 1000', { resuming: true }, (client) => client.socket.close(1000), true],
  ['also when it closes with 4000', { resuming: true }, (client) => client.socket.close(4000, 'x'), true],
  [
    'also when the server closes it',
    { resuming: true },
    (client) => client.socket.send(Buffer.from([1])),
    true,
  ],
  [
    'resuming can be taken back',
    { resuming: false, timeout: 60 },
    (client) => client.socket.terminate(),
    false,
  ],
  [
    'a timeout of 0 keeps nothing',
    { resuming: true, timeout: 0 },
    (client) => client.socket.terminate(),
    false,
  ],
  ['nor does one below', { resuming: true, timeout: -1 }, (client) => client.socket.terminate(), false],
  [
    'the largest timeout does not overflow',
    { resuming: true, timeout: '9223372036854775807' },
    (client) => client.socket.terminate(),
    true,
  ],
  [
    'nor does one of 100 hours',
    { resuming: true, timeout: 360_000 },
    (client) => client.socket.terminate(),
    true,
  ],
  [
    'nor does one beyond 2^31 ms',
    { resuming: true, timeout: 5_000_000 },
    (client) => client.socket.terminate(),
    true,
  ],
];

describe('2.6 what becomes of a session', () => {
  it.each(endings)('2.6 %s', async (_what, body, end, isKept) => {
    const client = await world.connect();
    fits(await keeper.setting(client, body), 200);
    const guildId = freshGuild();
    fits(await keeper.patch(client, guildId, {}), 200);
    end(client);
    await client.closed;
    await keeper.parked(client);
    if (!isKept) await vi.waitFor(() => expect(keeper.players(client)).toBe(0));
    expect(await keeper.resumed(client)).toMatchObject(isKept ? RESUMED : FRESH);
    expect(keeper.players(client)).toBe(isKept ? 1 : 0);
  });

  it.each([
    'GET /v4/sessions/ID/players',
    'GET /v4/sessions/ID/players/1',
    'DELETE /v4/sessions/ID/players/1',
  ])('1.6 a parked session is not to be found: %s', async (line) => {
    const client = await keeper.open();
    await keeper.cut(client);
    await world.holds(line.replace('ID', client.sessionId), NO_SESSION);
  });

  it('2.6 when its time is over, its players go', async () => {
    const client = await keeper.open(1);
    fits(await keeper.patch(client, freshGuild(), { identifier: long }), 200);
    await keeper.cut(client);
    expect(keeper.players(client)).toBe(1);
    await vi.waitFor(() => expect(keeper.players(client)).toBe(0), 10_000);
    expect(await keeper.resumed(client)).toMatchObject(FRESH);
  });

  it('2.6 better: a handshake that is refused does not stop that clock', async () => {
    const client = await keeper.open(1);
    fits(await keeper.patch(client, freshGuild(), {}), 200);
    await keeper.cut(client);
    const bytes = handshake(['User-Id: 1', `Session-Id: ${client.sessionId}`, 'Origin: http://evil.example']);
    await tap(world.port, bytes).until((came) => came.startsWith('HTTP/1.1 403'));
    await vi.waitFor(() => expect(keeper.players(client)).toBe(0), 10_000);
  });

  it('2.6 settings survive', async () => {
    const client = await keeper.open(77);
    await keeper.cut(client);
    const { client: next } = await keeper.resumed(client);
    fits(await keeper.setting(next, {}), { status: 200, text: '{"resuming":true,"timeout":77}' });
    await keeper.cut(next);
    expect(await keeper.resumed(next)).toMatchObject(RESUMED);
  });

  it('2.1 the id of a session that is still connected is ignored', async () => {
    const client = await keeper.open();
    expect(await keeper.resumed(client)).toMatchObject(FRESH);
    await world.holds(`GET /v4/sessions/${client.sessionId}/players`, 200);
  });

  it('2.6 another user may resume it; the session stays the first one’s', async () => {
    const client = await keeper.open();
    await keeper.cut(client);
    const next = await world.connect({ sessionId: client.sessionId, userId: '5' });
    expect(next.sessionId).toBe(client.sessionId);
  });
});
