/**
 * Everything that kills or hangs a voice connection built of @discordjs/voice alone. Here each costs at most the guild
 * it happens to: its request is answered, its client is told, and a bystander's song goes on.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Op } from '../../support/voice-gateway/index.ts';
import { accidents, isTold, type Accident } from './accident.ts';
import type { Answer, Room } from './room.ts';

vi.setConfig({ maxConcurrency: 12, testTimeout: 60_000 });

let accident: Accident;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ accident, close } = await accidents());
});
afterAll(() => close());

/** The answer to the voice PATCH, which must come within the time that the reference's clients wait. */
const joinInTime = async (room: Room, change: object = {}): Promise<Answer> => {
  const startMs = performance.now();
  const answer = await room.join(change);
  expect(performance.now() - startMs).toBeLessThan(10_000);
  return answer;
};

describe.concurrent('credentials that cannot work', () => {
  it.for([
    ['without a channelId', { channelId: undefined }],
    ['with channelId null', { channelId: null }],
  ] as const)('%s: the channel asks for DAVE, which needs it', ([, change]) =>
    accident({}, async (room) => {
      expect(await joinInTime(room, change)).toMatchObject({ status: 200 });
      await isTold(room, { code: 4017, byRemote: true });
    }),
  );

  it.for([
    ['not a number', 'general'],
    ['too large', '18446744073709551616'],
    ['negative', '-1'],
  ])('a channelId that is %s', ([, channelId]) =>
    accident({}, async (room) => {
      expect(await joinInTime(room, { channelId })).toMatchObject({
        status: 400,
        body: { message: expect.stringContaining('channelId') as string },
      });
      expect(room.gateway.sessions).toEqual([]);
    }),
  );

  it('a channelId without which a stage channel does well', () =>
    accident({ daveVersion: 0 }, async (room) => {
      expect(await joinInTime(room, { channelId: null })).toMatchObject({ status: 200 });
      await room.update(({ connected }) => connected);
    }));

  it('the channelId of another channel', () =>
    accident({ heartbeatIntervalMs: 300 }, async (room) => {
      expect(await joinInTime(room, { channelId: '4711' })).toMatchObject({ status: 200 });
      const session = await room.session();
      // The others' proposals are about their group, not ours: refused, and the connection stands.
      await session.journal.until(({ op }) => op === Op.MlsProposals);
      await session.journal.untilFrom(Op.Heartbeat, session.journal.from(Op.Heartbeat).length + 1);
      expect(session.isConnected).toBe(true);
    }));

  it.for(['', ' ', 'not a host', 'wss://127.0.0.1', '127.0.0.1:99999', '127.0.0.1:0', '[::1', 'a..b'])(
    'endpoint "%s"',
    (endpoint) =>
      accident({}, async (room) => {
        const answer = await joinInTime(room, { endpoint });
        const isBlank = endpoint.trim() === '';
        expect(answer).toMatchObject({
          status: isBlank ? 400 : 500,
          ...(isBlank ? {} : { body: { message: 'Failed to connect to voice server' } }),
        });
      }),
  );
});

describe.concurrent('sockets that never open', () => {
  const refused = async (room: Room, change: object = {}): Promise<void> => {
    expect(await joinInTime(room, change)).toMatchObject({
      status: 500,
      body: { message: 'Failed to connect to voice server' },
    });
    expect(await room.player()).toMatchObject({ state: { connected: false, ping: -1 } });
    expect(room.events).toEqual([]);
  };

  it('nobody listens on the port', () =>
    accident({}, async (room) => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      server.close();
      await once(server, 'close');
      await refused(room, { endpoint: `127.0.0.1:${port}` });
    }));

  it('the host does not resolve', () =>
    accident({}, (room) => refused(room, { endpoint: 'voice.invalid:443' })));

  it.for(['tcp', 'upgrade'] as const)('a black hole: %s', (blackHole) =>
    accident({ misbehaviour: { blackHole } }, (room) => refused(room)),
  );

  it.for([403, 503])('the upgrade is refused with %i', (refuseUpgrade) =>
    accident({ misbehaviour: { refuseUpgrade } }, (room) => refused(room)),
  );

  it.for<[string, string]>([
    ['answers in plain HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['hangs up', ''],
  ])('a server that is not TLS and %s', ([, words]) =>
    accident({}, async (room) => {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.end(words);
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      await refused(room, { endpoint: `127.0.0.1:${port}` });
      server.close();
    }),
  );

  it('TCP so slow that TLS does not come about in time', () =>
    accident({ misbehaviour: { slowTcpBytes: 1 } }, (room) => refused(room)));

  it('and the next credentials are tried afresh', () =>
    accident({ misbehaviour: { refuseUpgrade: 403 } }, async (room) => {
      await refused(room);
      room.gateway.misbehave({ refuseUpgrade: undefined });
      await room.joined();
    }));
});

describe.concurrent('sockets that open and come to nothing', () => {
  it.for([
    ['no Hello', { noHello: true }, 'The voice gateway did not say Hello.'],
    ['no Ready', { noReady: true }, 'The voice gateway did not answer the login.'],
    [
      'no Session Description',
      { noSessionDescription: true },
      'The voice gateway did not describe the session.',
    ],
    [
      'no answer to discovery',
      { dropDiscovery: Infinity },
      'The voice server did not answer over UDP (10 tries).',
    ],
    ['no UDP at all', { udpBlackHole: true }, 'The voice server did not answer over UDP (10 tries).'],
  ] as const)('%s', ([, misbehaviour, reason]) =>
    accident({ misbehaviour }, async (room) => {
      expect(await joinInTime(room)).toMatchObject({ status: 200 });
      await isTold(room, { code: 1006, reason, byRemote: false });
    }),
  );

  it('no common mode', () =>
    accident({ modes: ['xsalsa20_poly1305', 'rot13'] }, async (room) => {
      expect(await joinInTime(room)).toMatchObject({ status: 200 });
      await isTold(room, { code: 4016, byRemote: false });
    }));

  it.for([4004, 4006, 4014, 4017, 4021, 4022])('login refused with %i, and not tried again', (code) =>
    accident({ misbehaviour: { refuseIdentify: code } }, async (room) => {
      expect(await joinInTime(room)).toMatchObject({ status: 200 });
      await isTold(room, { code, reason: 'Refused by the test.', byRemote: true });
      expect(room.events).toEqual([`WebSocketClosed ${code}`]);
    }),
  );
});
