/** The order in which a PATCH is carried out (protocol §1.11). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeTrackBlob } from '../../../src/protocol/index.ts';
import { createFakeLoader, fakeTrack } from '../../support/fake.engine.ts';
import { connectBot } from './support/bot.ts';
import type { Bot } from './support/bot.ts';
import type { RestAnswer, TestNode } from './support/node.ts';
import { startNode } from './support/node.ts';

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
const lastPlay = () =>
  node.engine.sent.map(({ command }) => command).findLast((command) => command.type === 'play');
const messageOf = ({ status, json }: RestAnswer): object => ({
  status,
  ...(typeof json === 'object' ? json : {}),
});
const VOICE = { token: 't', endpoint: 'e.test:443', sessionId: 's', channelId: '5' };

describe('the order of what is done', () => {
  it('without a new track', async () => {
    await patch({ encodedTrack: encoded() });
    const before = sentTypes().length;
    await patch({
      filters: {},
      endTime: 5000,
      position: -5,
      volume: 50,
      track: { userData: { a: 1 } },
      paused: true,
      voice: VOICE,
    });
    expect(sentTypes().slice(before)).toEqual([
      'create',
      'voice',
      'pause',
      'userData',
      'volume',
      'seek',
      'endTime',
      'filters',
    ]);
  });

  it('with one: position and end belong to it, and it un-pauses', async () => {
    await patch({ paused: true });
    await patch({ encodedTrack: encoded(7000n), endTime: 9000, volume: 50, filters: {} });
    expect(sentTypes()).toEqual(['create', 'pause', 'create', 'volume', 'filters', 'pause', 'play']);
    expect(lastPlay()).toMatchObject({ startMs: 7000, endMs: 9000, paused: false, userData: '{}' });
    await patch({ track: { identifier: 'http://x/y' }, position: 3, endTime: null, paused: true });
    expect(lastPlay()).toMatchObject({ startMs: 3, endMs: null, paused: true });
  });

  it('nothing is sought or marked where nothing plays', async () => {
    await patch({ position: 100, endTime: 100 });
    expect(sentTypes()).toEqual(['create']);
  });

  it('endTime null takes the marker away', async () => {
    await patch({ encodedTrack: encoded(), endTime: 100 });
    await patch({ endTime: null });
    expect(node.engine.snapshot(bot.sessionId, guildId)).toMatchObject({ endMs: null });
  });

  it('noReplace keeps the track, also from being stopped, but takes volume and filters', async () => {
    await patch({ encodedTrack: encoded() });
    const before = sentTypes().length;
    const { status, json } = await patch(
      { encodedTrack: null, volume: 9, filters: {}, paused: true },
      '?noReplace=YES',
    );
    expect(status).toBe(200);
    expect(json).toMatchObject({ volume: 9, paused: false, track: { info: { title: 'A song' } } });
    expect(sentTypes().slice(before)).toEqual(['create', 'volume', 'filters']);
    expect((await patch({ encodedTrack: null }, '?noReplace=0')).json).toMatchObject({ track: null });
  });

  it.each<[string, object]>([
    ['Illegal base64 character 21', { encodedTrack: '!!!!' }],
    ['No message available', { encodedTrack: encoded().slice(0, 40) }],
    [
      'Failed to decode track due to a mismatching version or missing source manager',
      { encodedTrack: encodeTrackBlob(fakeTrack({ sourceName: 'nowhere' })) },
    ],
    ['Something went wrong while looking up the track.', { identifier: 'bad' }],
    ['No matches found for identifier', { identifier: 'nothing' }],
    ['Cannot play a playlist or search result', { identifier: 'many' }],
    ['Cannot play a playlist or search result', { track: { identifier: 'list' } }],
  ])('a track that cannot be had: 400 %s, nothing is undone', async (message, body) => {
    await patch({ encodedTrack: encoded(), paused: true });
    expect(messageOf(await patch({ volume: 33, ...body }))).toMatchObject({ status: 400, message });
    expect((await node.rest('GET', path())).json).toMatchObject({
      volume: 33,
      paused: false,
      track: { info: { title: 'A song' } },
    });
  });

  it('why a lookup failed is in the trace', async () => {
    const { json } = await patch({ identifier: 'bad' }, '?trace=true');
    expect(json).toHaveProperty('trace', expect.stringContaining('Unknown file format.\ndeep'));
  });
});
