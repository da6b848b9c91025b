/**
 * What the whole node answers and says, held against the codecs of which the OpenAPI document is made, and against the
 * validators of the npm package `lavalink-protocol`.
 */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as t from 'io-ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErrorBody, SocketMessage } from '../../../src/protocol/messages/answers/index.ts';
import { openApiDocument, OPERATIONS } from '../../../src/protocol/openapi/index.ts';
import { acceptAnswer, acceptError, acceptMessage } from '../../support/lavalink.protocol.ts';
import { toneFile } from '../../support/tones.ts';
import { joinedRoom, type Room } from './room.ts';
import { startRig, type Rig } from './rig.ts';

let rig: Rig;
let room: Room;
let folder: string;
let song: string;
let encoded: string;
beforeAll(async () => {
  rig = await startRig({}, '--metrics.prometheus.enabled=true', '--metrics.prometheus.endpoint=/metrics');
  room = await joinedRoom(rig);
  folder = await mkdtemp(join(tmpdir(), 'answers-'));
  song = await toneFile({ format: 'wav', hz: 250, seconds: 30 });
  encoded = (await room.bot.load(song)).data.encoded;
});
afterAll(async () => {
  await rig.close();
  await rm(folder, { recursive: true });
});

/** Nothing is missing, nothing is wrong, and nothing is there that is not described. */
const isDescribed = (codec: t.Mixed, value: unknown): void =>
  expect(codec.decode(value)).toEqual({ _tag: 'Right', right: value });

/** Asks, and holds the answer against what is described for its status. */
const ask = async (
  id: string,
  query = '',
  body?: unknown,
): Promise<{ readonly status: number; readonly body: unknown }> => {
  const operation = OPERATIONS.find((one) => one.id === id);
  if (operation === undefined) throw new Error(`There is no operation ${id}`);
  const path = operation.path.replace('{sessionId}', room.bot.sessionId).replace('{guildId}', room.guildId);
  const answer = await room.bot.rest(operation.method.toUpperCase(), path + query, body);
  const described = operation.answers[answer.status];
  if (described === undefined) {
    expect(Object.keys(operation.errors ?? {})).toContain(String(answer.status));
    isDescribed(ErrorBody, answer.body);
    acceptError(answer.body);
  } else if (described.body === null) {
    expect(answer.body).toBeNull();
  } else if (described.body !== 'text') {
    isDescribed(described.body, answer.body);
    acceptAnswer(id, answer.body);
  }
  return answer;
};

const loaded = async (identifier: string): Promise<unknown> => {
  const { body } = await ask('loadTracks', `?identifier=${encodeURIComponent(identifier)}`);
  return (body as { readonly loadType: unknown }).loadType;
};

const frames = async (): Promise<number> => {
  const answer = await fetch(`http://127.0.0.1:${rig.node.port}/metrics?name[]=lavastream_frames_sent_total`);
  return Number(/^lavastream_frames_sent_total (\d+)$/m.exec(await answer.text())?.[1]);
};

describe('REST', () => {
  it('the node', async () => {
    await ask('getInfo');
    await ask('getStats');
    expect((await ask('getOpenApi')).body).toEqual(JSON.parse(JSON.stringify(openApiDocument('4.2.2'))));
  });

  it('tracks', async () => {
    expect(await loaded(song)).toBe('track');
    expect(await loaded('nobodysearch:x')).toBe('empty');
    const bad = join(folder, 'bad.wav');
    await writeFile(bad, 'no sound at all');
    expect(await loaded(bad)).toBe('error');
    expect((await ask('loadTracks')).status).toBe(400);
    expect((await ask('decodeTrack', `?encodedTrack=${encodeURIComponent(encoded)}`)).status).toBe(200);
    expect((await ask('decodeTrack', '?encodedTrack=AAAA&trace=true')).status).toBe(400);
    expect((await ask('decodeTracks', '', [encoded, encoded])).status).toBe(200);
    expect((await ask('decodeTracks', '', [1])).status).toBe(400);
  });

  it('the session', async () => {
    expect((await ask('updateSession', '', { timeout: 30 })).status).toBe(200);
    expect((await ask('updateSession', '', { resuming: 'maybe' })).status).toBe(400);
  });

  it('the route planner, which is off', async () => {
    expect((await ask('getRoutePlannerStatus')).status).toBe(204);
    expect((await ask('freeAddress', '', { address: '1.0.0.1' })).status).toBe(500);
    expect((await ask('freeAllAddresses')).status).toBe(500);
  });

  it('players', async () => {
    const filters = {
      volume: 0.5,
      equalizer: [{ band: 1, gain: 0.25 }],
      karaoke: {},
      timescale: { speed: 1.5 },
      tremolo: {},
      vibrato: {},
      distortion: {},
      rotation: { rotationHz: 0.5 },
      channelMix: {},
      lowPass: {},
    };
    const track = { encoded, userData: { at: 12345, deep: [null, { a: 'b' }] } };
    const changed = await ask('updatePlayer', '?noReplace=false', { track, filters, volume: 50 });
    expect(changed).toMatchObject({ status: 200, body: { volume: 50, track: { userData: track.userData } } });
    expect(Object.keys((changed.body as { filters: object }).filters)).toEqual(Object.keys(filters));
    await room.event('TrackStartEvent');
    expect((await ask('getPlayer')).status).toBe(200);
    expect((await ask('getPlayers')).body).toHaveLength(1);
    expect((await ask('updatePlayer', '', { track: { encoded: 'AAAA' } })).status).toBe(400);
    expect((await ask('updatePlayer', '', { volume: 'loud' })).status).toBe(400);
  });
});

it('lavalink-protocol looks at what it is given', () => {
  expect(() => acceptAnswer('getPlayer', { guildId: 1 })).toThrow('getPlayer');
  expect(() => acceptAnswer('getPlayers', [{}])).toThrow();
  expect(() => acceptError({ status: '400' })).toThrow();
  expect(() => acceptMessage({ op: 'ready', resumed: false, sessionId: 5 })).toThrow();
});

describe('the WebSocket', () => {
  it('says nothing that is not described', async () => {
    // What decodes well enough to be loaded may be gone when it is to be played.
    const gone = join(folder, 'gone.wav');
    await copyFile(song, gone);
    const { data } = await room.bot.load(gone);
    await rm(gone);
    await room.patch({ track: { encoded: data.encoded } });
    await room.event('TrackExceptionEvent');
    await room.patch({ track: { encoded } });
    await room.hears(5);
    (await room.session()).close(4014);
    await room.event('WebSocketClosedEvent');
    await room.patch({ track: { encoded: null } });
    await room.bot.message(({ type, reason }) => type === 'TrackEndEvent' && reason === 'stopped');
    await room.bot.message(({ op }) => op === 'stats');
    for (const { atMs, ...message } of room.bot.messages) {
      expect(atMs).toBeGreaterThan(0);
      isDescribed(SocketMessage, message);
      acceptMessage(message);
    }
    expect(new Set(room.bot.messages.map(({ op, type }) => type ?? op))).toEqual(
      new Set([
        'ready',
        'stats',
        'playerUpdate',
        'TrackStartEvent',
        'TrackEndEvent',
        'TrackExceptionEvent',
        'WebSocketClosedEvent',
      ]),
    );
  });
});

describe('the count of frames', () => {
  it('does not fall when a player goes', async () => {
    const before = await frames();
    expect(before).toBeGreaterThan(0);
    expect((await ask('destroyPlayer')).status).toBe(204);
    expect(await frames()).toBeGreaterThanOrEqual(before);
    expect(rig.node.snapshots()).toEqual([]);
    expect((await ask('getPlayer')).status).toBe(404);
  });
});
