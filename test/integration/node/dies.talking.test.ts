/**
 * What Discord can do to a connection in mid-song. Most of it must not be heard at all; what ends the connection is
 * told to the client, and never to the ears of another guild.
 */
import davey from '@snazzah/davey';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { toneFile } from '../../support/tones.ts';
import { uint8, vector } from '../../support/voice-gateway/dave/tls.writer.ts';
import { readKeyPackage } from '../../support/voice-gateway/dave/mls.messages.ts';
import { Op, type BotSession } from '../../support/voice-gateway/index.ts';
import { accidents, isTold, type Accident } from './accident.ts';
import type { Room } from './room.ts';

vi.setConfig({ maxConcurrency: 12, testTimeout: 60_000 });

let song: string;
let accident: Accident;
let close: () => Promise<void>;
beforeAll(async () => {
  song = await toneFile({ format: 'webm-opus', hz: 440, seconds: 60 });
  ({ accident, close } = await accidents());
});
afterAll(() => close());

/** The bot sings to its listener. */
const singing = async (room: Room): Promise<BotSession> => {
  await room.joined();
  await room.play(song);
  await room.hears(10);
  return room.session();
};

/** It is still singing, and from its first note on nothing was lost or unreadable. */
const unheard = async (room: Room): Promise<void> => {
  await room.hears(50);
  room.isWhole();
  expect(room.listener.report().silence).toBe(0);
  expect(room.events).toEqual(['TrackStart']);
};

/** The MLS group still takes somebody in, who then understands the bot. */
const takesNewcomer = async (room: Room): Promise<void> => {
  const newcomer = room.gateway.addListener(room.guildId, '301');
  await newcomer.until(
    (one) => one.frames().filter(({ settled, opus }) => settled && opus !== null).length > 20,
  );
  expect(newcomer.report()).toMatchObject({ undecryptable: 0, plainInGroup: 0 });
  expect(room.listener.daveErrors).toEqual([]);
};

/** A proposal, signed by the right sender, to add somebody whom nobody knows. */
const strangersAdd = (room: Room): Buffer => {
  const { group } = room.gateway.call(room.guildId).delivery;
  const stranger = new davey.DAVESession(1, '666', String(group.groupId));
  group.proposeAdd(readKeyPackage(stranger.getSerializedKeyPackage()));
  const proposal = group.proposals.at(-1);
  if (proposal === undefined) throw new Error('no proposal');
  group.withdraw(proposal);
  return Buffer.concat([uint8(0), vector(proposal.message)]);
};

const firstProposals = (session: BotSession): Buffer =>
  session.journal.to(Op.MlsProposals)[0]?.data as Buffer;

describe.concurrent('MLS messages that cannot be used', () => {
  it.for<[string, (room: Room, session: BotSession) => void]>([
    ['op 27 with garbage', (_, session) => session.binary(Op.MlsProposals, Buffer.alloc(60, 0xa5))],
    ['op 27 with nothing', (_, session) => session.binary(Op.MlsProposals, Buffer.alloc(0))],
    [
      'op 27 for a user who is not in the call',
      (room, session) => session.binary(Op.MlsProposals, strangersAdd(room)),
    ],
    [
      'op 27 twice',
      (room, session) => {
        session.json(Op.ClientsConnect, { user_ids: ['666'] });
        const proposals = strangersAdd(room);
        session.binary(Op.MlsProposals, proposals);
        session.binary(Op.MlsProposals, proposals);
      },
    ],
    ['op 27 of another epoch', (_, session) => session.binary(Op.MlsProposals, firstProposals(session))],
    ['op 25 with garbage', (_, session) => session.binary(Op.MlsExternalSender, Buffer.alloc(40, 0xa5))],
  ])('%s', ([, send]) =>
    accident({}, async (room) => {
      const session = await singing(room);
      send(room, session);
      await unheard(room);
      await takesNewcomer(room);
    }),
  );

  it('op 25 in a channel without DAVE', () =>
    accident({ daveVersion: 0 }, async (room) => {
      const session = await singing(room);
      session.binary(Op.MlsExternalSender, Buffer.alloc(40, 0xa5));
      session.binary(Op.MlsProposals, Buffer.alloc(40, 0xa5));
      session.binary(Op.MlsWelcome, Buffer.alloc(40, 0xa5));
      await unheard(room);
    }));
});

describe.concurrent('keys that change', () => {
  it('a new transport key', () =>
    accident({}, async (room) => {
      const session = await singing(room);
      session.rekey();
      await unheard(room);
      expect(session.stats).toMatchObject({
        undecryptable: 0,
        repeatedCounters: 0,
        packetsBeforeSpeaking: 0,
      });
    }));

  it('DAVE is switched off and on again', () =>
    accident({}, async (room) => {
      const { delivery } = room.gateway.call(room.guildId);
      await singing(room);
      delivery.changeVersion(0);
      await room.listener.until((one) => one.frames().at(-1)?.encrypted === false);
      await room.hears(30);
      delivery.changeVersion(1);
      await room.listener.until((one) => one.frames().at(-1)?.encrypted === true);
      await room.hears(30);
      expect(room.listener.report()).toMatchObject({ missing: [], silence: 0, undecryptable: 0 });
      await takesNewcomer(room);
    }));

  it('a slow line: members still come and go', () =>
    accident({ committer: 'listener' }, async (room) => {
      const session = await singing(room);
      session.misbehave({ latencyMs: 150 });
      await takesNewcomer(room);
      await unheard(room);
    }));

  it('a welcome that is broken: the bot is welcomed again', () =>
    accident({ committer: 'listener', misbehaviour: { corruptWelcome: true } }, async (room) => {
      await room.join();
      const session = await room.session();
      await session.journal.untilFrom(Op.MlsInvalidCommitWelcome);
      room.gateway.misbehave({ corruptWelcome: false });
      await room.listener.until((one) => one.sharesGroupWith(room.bot.userId));
      await room.play(song);
      await unheard(room);
      await takesNewcomer(room);
    }));

  it('a commit that is broken: the bot is taken back into the group', () =>
    accident({ committer: 'listener' }, async (room) => {
      const session = await singing(room);
      session.misbehave({ corruptCommit: true });
      const newcomer = room.gateway.addListener(room.guildId, '301');
      await session.journal.untilFrom(Op.MlsInvalidCommitWelcome);
      session.misbehave({ corruptCommit: false });
      await newcomer.until((one) => one.sharesGroupWith(room.bot.userId));
      await newcomer.until(
        (one) => one.frames().filter(({ settled, opus }) => settled && opus !== null).length > 20,
      );
      expect(room.listener.report()).toMatchObject({
        missing: [],
        silence: 0,
        undecryptable: 0,
        plainInGroup: 0,
      });
    }));
});

describe.concurrent('frames that cannot be read', () => {
  it.for<[string, readonly (string | Buffer)[]]>([
    ['binary frames of 0 to 3 bytes', [0, 1, 2, 3].map((length) => Buffer.alloc(length, 27))],
    [
      'malformed JSON',
      ['{"op":', '', 'null', '[]', '"op"', '{}', '{"op":"4"}', '{"op":4,"d":null}'.slice(0, 8)],
    ],
    [
      'JSON with the wrong contents',
      ['{"op":11,"d":null}', '{"op":13}', '{"op":22,"d":{}}', '{"op":9999,"d":[]}'],
    ],
    [
      'acknowledgements and transitions with the wrong contents',
      ['{"op":6,"d":null}', '{"op":21,"d":{"transition_id":-1}}'],
    ],
  ])('%s', ([, frames]) =>
    accident({}, async (room) => {
      const session = await singing(room);
      for (const frame of frames) session.raw(frame);
      await unheard(room);
    }),
  );
});

describe.concurrent('a message that is needed and cannot be read', () => {
  it('a new key that is none: there can be no sound, and the client is told', () =>
    accident({}, async (room) => {
      const session = await singing(room);
      session.raw('{"op":4,"d":{"mode":"aead_aes256_gcm_rtpsize","secret_key":[1,2,3]}}');
      await isTold(room, { code: 1007, byRemote: false });
    }));
});

describe.concurrent('sockets that are lost', () => {
  it('half-open: no heartbeat is answered any more', () =>
    accident({ heartbeatIntervalMs: 250 }, async (room) => {
      const session = await singing(room);
      session.misbehave({ noHeartbeatAck: true });
      await session.journal.untilFrom(Op.Resume);
      session.misbehave({ noHeartbeatAck: false });
      await unheard(room);
    }));

  it.for([4000, 4001, 4002, 4003, 4005, 4012, 4015, 4020])('closed with %i: taken up again', (code) =>
    accident({}, async (room) => {
      const session = await singing(room);
      session.close(code);
      await session.journal.untilFrom(Op.Resume);
      await unheard(room);
    }),
  );

  it('cut: taken up again', () =>
    accident({}, async (room) => {
      const session = await singing(room);
      session.cut();
      await session.journal.untilFrom(Op.Resume);
      await unheard(room);
    }));

  it('cut, and the session is gone: the client hears 4006', () =>
    accident({ misbehaviour: { refuseResume: 4006 } }, async (room) => {
      const session = await singing(room);
      session.cut();
      await isTold(room, { code: 4006, byRemote: true });
    }));

  it.for([4004, 4006, 4014, 4017, 4021, 4022])(
    'closed with %i: the client is told, and can come back',
    (code) =>
      accident({}, async (room) => {
        const session = await singing(room);
        session.close(code, 'Told by the test.');
        await isTold(room, { code, reason: 'Told by the test.', byRemote: true });
        expect(room.gateway.sessions).toEqual([]);
        room.listener.forget();
        await room.joined();
        await room.hears(20);
        expect(room.events).toEqual(['TrackStart', `WebSocketClosed ${code}`]);
        expect(room.listener.report()).toMatchObject({ missing: [], undecryptable: 0, plainInGroup: 0 });
      }),
  );
});

describe.concurrent('while the way of the sound is found', () => {
  it('answers to discovery are lost: asked again', () =>
    accident({ misbehaviour: { dropDiscovery: 2 } }, async (room) => {
      const session = await singing(room);
      expect(session.stats.discoveries).toBe(3);
      await unheard(room);
    }));

  it('the socket is cut: discovery goes on, the session is taken up again', () =>
    accident({ misbehaviour: { dropDiscovery: 1 } }, async (room) => {
      await room.join();
      const session = await room.session();
      await session.journal.until(({ op }) => op === Op.Ready || op === Op.ClientsConnect);
      session.cut();
      await session.journal.untilFrom(Op.Resume);
      await room.listener.until((one) => one.sharesGroupWith(room.bot.userId));
      await room.play(song);
      await unheard(room);
    }));

  it('the socket is closed for good: the client is told', () =>
    accident({ misbehaviour: { dropDiscovery: Infinity } }, async (room) => {
      await room.join();
      const session = await room.session();
      await session.journal.untilFrom(Op.Heartbeat);
      session.close(4014, 'Disconnected.');
      await isTold(room, { code: 4014, byRemote: true });
    }));
});
