/** Players over REST (protocol §1.10 to §1.13). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeTrackBlob } from '../../../src/protocol/index.ts';
import { createFakeLoader, fakeTrack } from '../../support/fake.engine.ts';
import { connectBot, named } from './support/bot.ts';
import type { Bot } from './support/bot.ts';
import type { RestAnswer, TestNode } from './support/node.ts';
import { PASSWORD, startNode } from './support/node.ts';

const failure = {
  message: 'Unknown file format.',
  severity: 'common',
  cause: 'c',
  causeStackTrace: 'deep',
} as const;
const loader = createFakeLoader({
  many: { loadType: 'search', tracks: [fakeTrack()] },
  list: { loadType: 'playlist', playlist: { name: 'n', selectedTrack: -1, tracks: [] } },
  bad: { loadType: 'error', failure },
});

let node: TestNode;
let bot: Bot;
let guild = 1000;
let guildId = '';
beforeAll(async () => {
  node = await startNode({ loader });
  bot = await connectBot(node);
});
beforeEach(() => {
  guild += 1;
  guildId = String(guild);
});
afterAll(() => node.server.close());

const path = (id = guildId): string => `/v4/sessions/${bot.sessionId}/players/${id}`;
const patch = (body: unknown, query = ''): Promise<RestAnswer> => node.rest('PATCH', path() + query, body);
const encoded = (position = 0n): string => encodeTrackBlob(fakeTrack({ positionMs: position }));
const sentTypes = (): readonly string[] => node.engine.types(guildId);
const messageOf = ({ status, json }: RestAnswer): object => ({
  status,
  ...(typeof json === 'object' ? json : {}),
});
const VOICE = { token: 't', endpoint: 'e.test:443', sessionId: 's', channelId: '5' };

describe('the answer', () => {
  it('has all keys in order', async () => {
    const { text } = await patch({});
    expect(text).toBe(
      `{"guildId":"${guildId}","track":null,"volume":100,"paused":false,` +
        '"state":{"time":1700000000000,"position":0,"connected":false,"ping":-1},' +
        '"voice":{"token":"","endpoint":"","sessionId":"","channelId":null},"filters":{}}',
    );
    expect((await node.rest('GET', path())).text).toBe(text);
  });

  it('shows what was set, the track with its live position and every digit of userData', async () => {
    await patch({ voice: VOICE });
    const { text } = await patch(
      `{"track":{"encoded":"${encoded()}","userData":{"id":12345678901234567890}},"position":"1500","volume":2000,"paused":"TRUE"}`,
    );
    expect(text).toContain(`"encoded":"${encoded(1500n)}"`);
    expect(text).toContain('"position":1500');
    expect(text).toContain('"userData":{"id":12345678901234567890}');
    expect(text).toContain('"volume":1000,"paused":true');
    expect(text).toContain('"voice":{"token":"t","endpoint":"e.test:443","sessionId":"s","channelId":"5"}');
  });

  it('GET lists the session’s players', async () => {
    await patch({});
    const { json } = await node.rest('GET', `/v4/sessions/${bot.sessionId}/players`);
    expect(json).toContainEqual(expect.objectContaining({ guildId }));
  });
});

describe('guild ids', () => {
  it.each([
    ['0x10', '16'],
    ['007', '7'],
    ['+5', '5'],
    ['-1', '-1'],
    ['%20%205%20', '5'],
    ['%2311', '17'],
    ['9223372036854775807', '9223372036854775807'],
  ])('%s is %s', async (sent, meant) => {
    expect((await node.rest('PATCH', path(sent), {})).json).toMatchObject({ guildId: meant });
  });

  it.each(['abc', '08', '1.5', '9223372036854775808', '5e1', '%20'])('%s is none', async (sent) => {
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const answer = await node.rest(method, path(sent), method === 'PATCH' ? {} : undefined);
      expect(messageOf(answer)).toMatchObject({ status: 400, message: 'Bad Request' });
    }
  });
});

describe('what is checked before anything changes', () => {
  it.each<[string, object]>([
    ['Cannot specify both track and encodedTrack/identifier', { track: {}, identifier: 'x' }],
    ['Cannot specify both encodedTrack and identifier', { encodedTrack: null, identifier: 'x' }],
    ['Cannot specify both encodedTrack and identifier', { track: { encoded: null, identifier: 'x' } }],
    ['volume must be from 0 to 5, not 6', { filters: { volume: 6 } }],
    ['vibrato.frequency must be above 0 and at most 14, not 20', { filters: { vibrato: { frequency: 20 } } }],
    ['equalizer.band must be from 0 to 14, not 15', { filters: { equalizer: [{ band: 15 }] } }],
    ...(['token', 'endpoint', 'sessionId', 'channelId'] as const).map((key): [string, object] => [
      'token, endpoint, sessionId and channelId must be provided in voice state',
      { voice: { ...VOICE, [key]: ' ' } },
    ]),
    ['voice.channelId must be the id of a channel, got "abc"', { voice: { ...VOICE, channelId: 'abc' } }],
    [
      'voice.channelId must be the id of a channel, got "18446744073709551616"',
      { voice: { ...VOICE, channelId: '18446744073709551616' } },
    ],
    ['End time must be greater than 0', { endTime: 0 }],
    ['Bad Request', { voice: { ...VOICE, endpoint: null } }],
    ['Bad Request', { volume: 1.5 }],
    ['Bad Request', { track: { userData: [] } }],
  ])('%s', async (message, body) => {
    expect(messageOf(await patch({ volume: 7, ...body }))).toMatchObject({ status: 400, message });
    expect((await node.rest('GET', path())).status).toBe(404);
    expect(sentTypes()).toEqual([]);
  });

  it.each(['?noReplace=', '?noReplace', '?noReplace=maybe'])('%s', async (query) => {
    expect(messageOf(await patch({}, query))).toMatchObject({ status: 400, message: 'Bad Request' });
  });

  it('an unknown session, after the body', async () => {
    const answer = await node.rest('PATCH', '/v4/sessions/nobody/players/1', { endTime: -1 });
    expect(messageOf(answer)).toMatchObject({ status: 404, message: 'Session not found' });
    expect(messageOf(await node.rest('DELETE', '/v4/sessions/nobody/players/1'))).toMatchObject({
      status: 404,
    });
  });
});

describe('filters', () => {
  it.each([
    [{}, {}],
    [{ karaoke: null, timescale: null }, {}],
    [{ pluginFilters: { unknown: { a: 1 } } }, {}],
    [{ volume: 1 }, { volume: 1 }],
    [{ tremolo: { depth: 0 } }, { tremolo: { frequency: 2, depth: 0 } }],
    [{ timescale: { speed: 1.2 } }, { timescale: { speed: 1.2, pitch: 1, rate: 1 } }],
    [{ equalizer: [{ band: 3 }] }, { equalizer: [{ band: 3, gain: 1 }] }],
    [{ lowPass: {}, rotation: null }, { lowPass: { smoothing: 20 } }],
  ])('are a set, echoed complete: %j', async (filters, echo) => {
    const { status, json } = await patch({ filters });
    expect(status).toBe(200);
    expect((json as { filters: unknown }).filters).toEqual(echo);
    expect(sentTypes()).toEqual(['create', 'filters']);
  });

  it('that are switched off are refused as soon as they are mentioned, with their names', async () => {
    const settings = {
      address: '127.0.0.1',
      port: 0,
      password: PASSWORD,
      filters: { lowPass: false, volume: false },
    };
    const strict = await startNode({ settings });
    try {
      const { json } = await strict.rest('GET', '/v4/info');
      expect((json as { filters: string[] }).filters).not.toContain('lowPass');
      const bot = await connectBot(strict);
      const answer = await strict.rest('PATCH', `/v4/sessions/${bot.sessionId}/players/1`, {
        filters: { lowPass: null, volume: 1, karaoke: {} },
      });
      expect(messageOf(answer)).toMatchObject({
        status: 400,
        message: 'Following filters are disabled in the config: volume, lowPass',
      });
    } finally {
      await strict.server.close();
    }
  });
});

describe('DELETE', () => {
  it('is 204, with or without a player', async () => {
    await patch({ encodedTrack: encoded(), voice: VOICE });
    const answer = await node.rest('DELETE', path());
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect((await node.rest('DELETE', path())).status).toBe(204);
    expect(messageOf(await node.rest('GET', path()))).toMatchObject({
      status: 404,
      message: 'Player not found',
    });
    await bot.wait((op) => named('WebSocketClosedEvent')(op) && op['guildId'] === guildId);
    const mine = bot.messages.filter((op) => op['guildId'] === guildId).slice(-3);
    expect(mine).toMatchObject([
      { type: 'TrackEndEvent', reason: 'stopped' },
      { type: 'WebSocketClosedEvent', code: 1000, reason: '', byRemote: false },
      { op: 'playerUpdate', state: { connected: false, ping: -1, position: 0 } },
    ]);
  });

  it('with a JSON type and an empty body, as five libraries send it', async () => {
    const answer = await fetch(node.url + path(), {
      method: 'DELETE',
      headers: { Authorization: 'youshallnotpass', 'Content-Type': 'application/json' },
    });
    expect(answer.status).toBe(204);
  });
});
