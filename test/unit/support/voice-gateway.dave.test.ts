/** The emulator's DAVE delivery service against @discordjs/voice and davey. */
import { beforeAll, describe, expect, it } from 'vitest';
import { trustTestCertificate } from '../../support/tls.ts';
import { tonePackets } from '../../support/tones.ts';
import { Op } from '../../support/voice-gateway/index.ts';
import type { Listener } from '../../support/voice-gateway/index.ts';
import { seededRandom } from '../../support/memory.source.ts';
import { ALICE, BOB, BOT, connect, GUILD, play, start } from './voice-gateway.client.ts';

let packets: readonly Buffer[] = [];

beforeAll(async () => {
  trustTestCertificate();
  packets = await tonePackets({ hz: 440, seconds: 4 });
});

describe('the MLS group', () => {
  it.each(['bot', 'listener'] as const)(
    'takes joins and leaves in mid-song, committed by a %s',
    async (committer) => {
      const gateway = await start({ committer });
      const { networking, ready } = connect(gateway.credentials({ guildId: GUILD, userId: BOT }));
      await ready;
      play(networking, packets);
      const call = gateway.call(GUILD);
      const alice = gateway.addListener(GUILD, ALICE);
      await alice.until(() => alice.sharesGroupWith(BOT));
      await alice.until(() => alice.report().encrypted >= 20);
      const bob = gateway.addListener(GUILD, BOB);
      await bob.until(() => bob.sharesGroupWith(BOT) && bob.sharesGroupWith(ALICE));
      expect(bob.epochAuthenticator).toEqual(alice.epochAuthenticator);
      await bob.until(
        () => bob.frames().filter(({ settled, opus }) => settled && opus !== null).length >= 20,
      );
      bob.leave();
      await call.until(() => call.delivery.group.userIds.length === 2);
      const before = alice.report().frames;
      await alice.untilFrames(before + 40);
      expect(alice.report()).toMatchObject({ missing: [], undecryptable: 0, plainInGroup: 0 });
      expect(bob.report()).toMatchObject({ missing: [], undecryptable: 0, plainInGroup: 0 });
      const again = gateway.addListener(GUILD, BOB);
      await again.until(() => again.sharesGroupWith(BOT));
      await again.until(() => again.report().encrypted > 10);
      expect(again.report().speaking.map(({ speaking }) => speaking)).toEqual([1]);
      expect([...alice.daveErrors, ...bob.daveErrors, ...again.daveErrors]).toEqual([]);
      expect((await gateway.session(GUILD, BOT)).rejected).toEqual([]);
    },
  );

  it('is dropped when the bot is left alone, and founded anew for the next one', async () => {
    const gateway = await start();
    const alice = gateway.addListener(GUILD, ALICE);
    const { networking, ready } = connect(gateway.credentials({ guildId: GUILD, userId: BOT }));
    await ready;
    play(networking, packets);
    await alice.until(() => alice.sharesGroupWith(BOT));
    const session = await gateway.session(GUILD, BOT);
    alice.leave();
    await session.journal.untilFrom(Op.MlsKeyPackage, 2);
    expect(session.journal.to(Op.DavePrepareEpoch).map(({ data }) => data)).toEqual([
      { protocol_version: 1, epoch: 1 },
    ]);
    const bob = gateway.addListener(GUILD, BOB);
    await bob.until(() => bob.report().encrypted >= 20);
    expect(bob.report()).toMatchObject({ undecryptable: 0, plainInGroup: 0 });
    expect(gateway.call(GUILD).delivery.group.userIds.toSorted()).toEqual([BOT, BOB]);
  });

  it('takes a member back that could not read its Welcome or a commit', async () => {
    const gateway = await start({ committer: 'listener' });
    gateway.misbehave({ corruptWelcome: true });
    const alice = gateway.addListener(GUILD, ALICE);
    const { networking, ready } = connect(gateway.credentials({ guildId: GUILD, userId: BOT }));
    await ready;
    const session = await gateway.session(GUILD, BOT);
    await session.journal.until(({ op }) => op === Op.MlsWelcome);
    gateway.misbehave({ corruptWelcome: false, corruptCommit: true });
    await session.journal.untilFrom(Op.DaveTransitionReady);
    play(networking, packets);
    await alice.until(() => alice.report().encrypted >= 10);
    const bob = gateway.addListener(GUILD, BOB);
    await session.journal.untilFrom(Op.MlsInvalidCommitWelcome, 2);
    await session.journal.untilFrom(Op.DaveTransitionReady, 2);
    await bob.until(() => bob.report().encrypted >= 10);
    expect([...alice.daveErrors, ...bob.daveErrors]).toEqual([]);
  });

  it('hears a bot that forgets to encrypt, or whose ciphertext is damaged', async () => {
    const gateway = await start();
    const alice = gateway.addListener(GUILD, ALICE);
    const { networking, ready } = connect(gateway.credentials({ guildId: GUILD, userId: BOT }));
    await ready;
    await alice.until(() => alice.sharesGroupWith(BOT));
    const { state } = networking;
    const dave = 'dave' in state ? state.dave : undefined;
    if (dave === undefined) throw new Error('no DAVE session');
    const encrypt = dave.encrypt.bind(dave);
    play(networking, packets);
    await alice.until(() => alice.frames().some(({ settled }) => settled));
    expect(alice.report()).toMatchObject({ plainInGroup: 0, undecryptable: 0 });
    dave.encrypt = (packet) => packet;
    await alice.until(() => alice.report().plainInGroup > 0);
    dave.encrypt = (packet) => {
      const sealed = Buffer.from(encrypt(packet));
      sealed.writeUInt8(sealed.readUInt8(0) ^ 1);
      return sealed;
    };
    await alice.until(() => alice.report().undecryptable > 0);
  });

  it('goes down to plain Opus and up again', async () => {
    const gateway = await start();
    const alice = gateway.addListener(GUILD, ALICE);
    const { networking, ready } = connect(gateway.credentials({ guildId: GUILD, userId: BOT }));
    await ready;
    play(networking, packets);
    await alice.until(() => alice.report().encrypted >= 10);
    const { delivery } = gateway.call(GUILD);
    delivery.changeVersion(0);
    await alice.until(() => alice.frames().at(-1)?.encrypted === false);
    expect(alice.sharesGroupWith(BOT)).toBe(false);
    delivery.changeVersion(1);
    await alice.until(() => alice.frames().at(-1)?.encrypted === true);
    expect(alice.report()).toMatchObject({ undecryptable: 0, plainInGroup: 0 });
  });

  it.each([
    [42, 'first'],
    [43, 'listener'],
    [44, 'bot'],
  ] as const)(
    'ends in one group after any coming and going (seed %i, %s commits)',
    async (seed, committer) => {
      const gateway = await start({ committer });
      const call = gateway.call(GUILD);
      const { ready } = connect(gateway.credentials({ guildId: GUILD, userId: BOT }));
      await ready;
      const random = seededRandom(seed);
      const present = new Map<string, Listener>();
      const everybody: Listener[] = [];
      for (let step = 0; step < 40; step += 1) {
        const userId = `${300 + Math.floor(random() * 5)}`;
        const listener = present.get(userId);
        if (listener === undefined) {
          const joined = gateway.addListener(GUILD, userId);
          present.set(userId, joined);
          everybody.push(joined);
        } else {
          listener.leave();
          present.delete(userId);
        }
        for (let turn = Math.floor(random() * 6); turn > 0; turn -= 1) await new Promise(setImmediate);
      }
      const last = gateway.addListener(GUILD, '999');
      const members = [...present.values(), last];
      await last.until(() =>
        members.every((one) => one.sharesGroupWith(BOT) && last.sharesGroupWith(one.userId)),
      );
      const authenticators = members.map(({ epochAuthenticator }) => epochAuthenticator?.toString('hex'));
      expect(new Set(authenticators).size).toBe(1);
      expect(call.delivery.group.userIds.toSorted()).toEqual(
        [BOT, ...members.map(({ userId }) => userId)].toSorted(),
      );
      expect(everybody.flatMap(({ daveErrors }) => daveErrors)).toEqual([]);
      const session = await gateway.session(GUILD, BOT);
      expect(session.journal.from(Op.MlsInvalidCommitWelcome)).toEqual([]);
    },
  );

  it('keeps several bots and guilds apart', async () => {
    const gateway = await start();
    const other = '1000000000000000009';
    const second = '2000000000000000002';
    const alice = gateway.addListener(GUILD, ALICE);
    const bob = gateway.addListener(other, BOB);
    const clients = [
      connect(gateway.credentials({ guildId: GUILD, userId: BOT })),
      connect(gateway.credentials({ guildId: GUILD, userId: second }), { userId: second }),
      connect(gateway.credentials({ guildId: other, userId: BOT }), { guildId: other }),
    ];
    await Promise.all(clients.map(({ ready }) => ready));
    const call = gateway.call(GUILD);
    await call.until(() => call.delivery.group.userIds.length === 3);
    for (const { networking } of clients) play(networking, packets);
    await alice.until(() => alice.report(BOT).encrypted > 40 && alice.report(second).encrypted > 40);
    await bob.until(() => bob.report(BOT).encrypted > 40);
    for (const report of [alice.report(BOT), alice.report(second), bob.report()]) {
      expect(report).toMatchObject({ missing: [], undecryptable: 0, plainInGroup: 0 });
    }
    expect(bob.frames(second)).toEqual([]);
  });
});
