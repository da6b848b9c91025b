/** Finding and decoding tracks, and the small routes (protocol §1.6, §1.8, §1.9, §5.1). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeTrackBlob } from '../../../src/protocol/index.ts';
import { createFakeLoader, fakeTrack } from '../../support/fake.engine.ts';
import type { TestNode } from './support/node.ts';
import { startNode } from './support/node.ts';

const asked: string[] = [];
const base = createFakeLoader({
  list: { loadType: 'playlist', playlist: { name: 'mix', selectedTrack: -1, tracks: [fakeTrack()] } },
  bad: {
    loadType: 'error',
    failure: { message: 'm', severity: 'suspicious', cause: 'c', causeStackTrace: 't' },
  },
});
let node: TestNode;
beforeAll(async () => {
  node = await startNode({
    loader: {
      ...base,
      load: (identifier) => {
        asked.push(identifier);
        return identifier === 'crash' ? Promise.reject(new Error('boom')) : base.load(identifier);
      },
    },
  });
});
afterAll(() => node.server.close());

describe('loadtracks', () => {
  const load = (query: string) => node.rest('GET', `/v4/loadtracks${query}`);

  it('says what was found', async () => {
    expect((await load('?identifier=http%3A%2F%2Fx')).json).toMatchObject({ loadType: 'track' });
    expect((await load('?identifier=list')).json).toMatchObject({
      loadType: 'playlist',
      data: { info: { name: 'mix', selectedTrack: -1 } },
    });
    expect((await load('?identifier=bad')).json).toEqual({
      loadType: 'error',
      data: { message: 'm', severity: 'suspicious', cause: 'c', causeStackTrace: 't' },
    });
    expect((await load('?identifier=')).text).toBe('{"loadType":"empty","data":null}');
  });

  it('reads the identifier as forms do', async () => {
    await load('?identifier=a+b%2Bc%20d%ff&trace=true');
    expect(asked.at(-1)).toBe('a b+c d\ufffd');
  });

  it('wants one', async () => {
    const { status, json } = await load('');
    expect([status, json]).toMatchObject([
      400,
      { message: "Required parameter 'identifier' is not present." },
    ]);
  });

  it('a crash is 500, logged with its stack, and no more than that', async () => {
    const { status, json } = await load('?identifier=crash');
    expect([status, json]).toMatchObject([500, { message: 'Request processing failed: Error: boom' }]);
    expect(node.logs.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect((await node.rest('GET', '/version')).status).toBe(200);
  });
});

describe('decoding', () => {
  const blob = encodeTrackBlob(fakeTrack({ positionMs: 5n, lengthMs: 9223372036854775807n }));

  it.each(['encodedTrack', 'track'])(
    'one, by %s: echoes the text, with the position inside',
    async (name) => {
      const unpadded = blob.replace(/=+$/, '');
      const { text } = await node.rest('GET', `/v4/decodetrack?${name}=${encodeURIComponent(unpadded)}`);
      expect(text).toContain(`{"encoded":"${unpadded}","info":{`);
      expect(text).toContain('"length":9223372036854775807,"isStream":false,"position":5');
    },
  );

  it('the first name wins', async () => {
    const { status } = await node.rest(
      'GET',
      `/v4/decodetrack?track=x&encodedTrack=${encodeURIComponent(blob)}`,
    );
    expect(status).toBe(200);
  });

  it('a plus that became a space does no harm', async () => {
    const withPlus = encodeTrackBlob(fakeTrack({ title: '>>>>~~~~>>>>' }));
    expect(withPlus).toContain('+');
    expect((await node.rest('GET', `/v4/decodetrack?encodedTrack=${withPlus}`)).status).toBe(200);
  });

  it.each([
    ['', 'No track to decode provided'],
    ['?encodedTrack=', 'No message available'],
    ['?encodedTrack=!!!!', 'Illegal base64 character 21'],
    [`?encodedTrack=${blob.slice(0, 40)}`, 'No message available'],
  ])('400: %s', async (query, message) => {
    const { status, json } = await node.rest('GET', `/v4/decodetrack${query}`);
    expect([status, json]).toMatchObject([400, { message }]);
  });

  it('many: in order, all or none', async () => {
    const other = encodeTrackBlob(fakeTrack({ title: 'Other' }));
    const { json } = await node.rest('POST', '/v4/decodetracks', [blob, other]);
    expect(json).toMatchObject([{ encoded: blob }, { encoded: other, info: { title: 'Other' } }]);
    expect((await node.rest('POST', '/v4/decodetracks', [blob, 'x'])).status).toBe(400);
    expect((await node.rest('POST', '/v4/decodetracks', [])).json).toMatchObject({
      status: 400,
      message: 'No tracks to decode provided',
    });
    expect((await node.rest('POST', '/v4/decodetracks', '"[]"')).status).toBe(400);
  });
});

describe('the small routes', () => {
  it('info', async () => {
    const { text } = await node.rest('GET', '/v4/info');
    expect(text).toBe(
      '{"version":{"semver":"4.2.2","major":4,"minor":2,"patch":2,"preRelease":""},"buildTime":-1,' +
        '"git":{"branch":"","commit":"","commitTime":0},"jvm":"Node.js","lavaplayer":"2.2.6",' +
        '"sourceManagers":["local","http"],"filters":["volume","equalizer","karaoke","timescale","tremolo","vibrato","distortion","rotation","channelMix","lowPass"],"plugins":[]}',
    );
  });

  it('version', async () => {
    expect((await node.rest('GET', '/version')).text).toBe('4.2.2');
  });

  it('stats', async () => {
    expect((await node.rest('GET', '/v4/stats')).text).toBe(
      '{"frameStats":null,"players":0,"playingPlayers":0,"uptime":1000,' +
        '"memory":{"free":1,"used":2,"allocated":3,"reservable":4},' +
        '"cpu":{"cores":2,"systemLoad":0.5,"lavalinkLoad":0.25}}',
    );
  });

  it('no route planner', async () => {
    const status = await node.rest('GET', '/v4/routeplanner/status');
    expect([status.status, status.text]).toEqual([204, '']);
    const message = "Can't access disabled route planner";
    const free = await node.rest('POST', '/v4/routeplanner/free/address', { address: '1.2.3.4' });
    expect([free.status, free.json]).toMatchObject([500, { message }]);
    expect((await node.rest('POST', '/v4/routeplanner/free/address', {})).status).toBe(400);
    expect((await node.rest('POST', '/v4/routeplanner/free/all')).json).toMatchObject({ message });
  });

  it.each(['/', '/v3/websocket'])('%s', async (path) => {
    const { status, text } = await node.rest('GET', path);
    expect([status, text]).toEqual([200, '']);
  });
});
