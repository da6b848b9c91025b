/** The whole connection, streams and adapters, against the emulator of Discord's voice servers. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { trustTestCertificate } from '../../support/tls.ts';
import { Op } from '../../support/voice-gateway/index.ts';
import { connected, endAll, hears, identity, join, logged, play, start } from './call.ts';

beforeAll(() => trustTestCertificate());
afterEach(endAll);

describe('a voice connection', () => {
  it('is heard in a DAVE call, also while members come and go', async () => {
    const gateway = await start();
    await connected(gateway);
    const first = await hears(gateway, '300');
    const second = await hears(gateway, '301');
    await second.untilFrames(30);
    second.leave();
    await first.untilFrames(first.frames().length + 30);
    const report = first.report();
    expect(report).toMatchObject({ undecryptable: 0, undecryptableInTransition: 0, plain: 0, missing: [] });
    expect(report.timestampSteps).toEqual([]);
    expect(first.frames().every(({ encrypted }) => encrypted)).toBe(true);
  });

  it('is resumed with the sound unbroken, and takes a new key', async () => {
    const gateway = await start();
    const { session } = await connected(gateway);
    const listener = await hears(gateway, '300');
    session.cut();
    await session.journal.untilFrom(Op.Resume);
    session.rekey();
    await listener.untilFrames(60);
    expect(listener.report()).toMatchObject({ undecryptable: 0, plain: 0, missing: [] });
    expect(session.isConnected).toBe(true);
  });

  it('comes back into the group after a commit it could not use', async () => {
    const gateway = await start();
    const { session } = await connected(gateway);
    await hears(gateway, '300');
    session.misbehave({ corruptCommit: true });
    const second = gateway.addListener('100', '301');
    await session.journal.untilFrom(Op.MlsInvalidCommitWelcome);
    session.misbehave({ corruptCommit: false });
    await second.until(() => second.sharesGroupWith('200'));
    await second.until(() => second.frames().at(-1)?.encrypted === true);
    second.forget();
    await second.untilFrames(30);
    expect(second.report()).toMatchObject({ undecryptable: 0, plainInGroup: 0 });
    expect(session.rejected).toEqual([]);
  });

  it('survives everything that makes no sense', async () => {
    const gateway = await start();
    const { session, bot } = await connected(gateway);
    const listener = await hears(gateway, '300');
    for (const text of [
      '{',
      'null',
      '{"op":4,"d":null',
      '{"op":21,"d":{}}',
      '{"op":11,"d":{"user_ids":[1]}}',
    ]) {
      session.raw(text);
    }
    for (const bytes of [
      [],
      [0],
      [0, 9],
      [0, 9, 27],
      [0, 9, 27, 7],
      [0, 9, 27, 0, 1, 2],
      [0, 9, 25, 1],
      [0, 9, 29, 1],
    ]) {
      session.raw(Buffer.from(bytes));
    }
    listener.forget();
    await listener.untilFrames(20);
    expect(listener.report()).toMatchObject({ undecryptable: 0, plain: 0, missing: [] });
    session.close(4014, 'Disconnected.');
    expect(await bot.next('closed')).toEqual({
      type: 'closed',
      code: 4014,
      reason: 'Disconnected.',
      byRemote: true,
    });
  });

  it('survives op 25 at version 0 and MLS that is meant for another channel', async () => {
    const stage = await start({ daveVersion: 0 });
    const { session } = await connected(stage);
    session.raw(Buffer.from([0, 9, 25, 1, 2, 3]));
    session.raw(Buffer.from([0, 10, 27, 0, 1, 2, 3]));
    const listener = stage.addListener('100', '300');
    await listener.untilFrames(20);
    expect(listener.report()).toMatchObject({ encrypted: 0, missing: [] });

    const gateway = await start();
    const bot = join();
    bot.ask({ ...gateway.credentials(identity), channelId: '999' });
    const ready = await bot.next('ready');
    if (ready === undefined) throw new Error('no sink');
    play(ready.sink);
    const other = gateway.addListener('100', '300');
    await other.untilFrames(20);
  });

  it('tells codes that are not survived, and connects anew when asked', async () => {
    const gateway = await start();
    const bot = join();
    const credentials = gateway.credentials({ ...identity, misbehaviour: { refuseIdentify: 4006 } });
    bot.ask(credentials);
    expect(await bot.next('result')).toMatchObject({ failure: null });
    expect(await bot.next('closed')).toMatchObject({ code: 4006, byRemote: true });
    bot.ask(gateway.credentials(identity), '2');
    expect(await bot.next('result', 1)).toEqual({ type: 'result', requestId: '2', failure: null });
    await bot.next('ready');
  });

  it('says which code refused the resume', async () => {
    const gateway = await start();
    const { bot, session } = await connected(gateway);
    session.misbehave({ refuseResume: 4006 });
    session.close(4015);
    expect(await bot.next('closed')).toMatchObject({ code: 4006, byRemote: true });
  });

  it('needs no more than a second try of discovery', async () => {
    const gateway = await start({ misbehaviour: { dropDiscovery: 2 } });
    const bot = join({ discoveryRetryMs: 50 });
    bot.ask(gateway.credentials(identity));
    await bot.next('ready');
  });

  it.each([
    ['no answer to discovery', { udpBlackHole: true }, 1006],
    ['no Ready', { noReady: true }, 1006],
    ['no Session Description', { noSessionDescription: true }, 1006],
    ['no Hello', { noHello: true }, 1006],
  ] as const)('ends with a code where there is %s', async (_, misbehaviour, code) => {
    const gateway = await start({ misbehaviour });
    const bot = join({
      discoveryRetryMs: 20,
      discoveryTries: 3,
      helloMs: 200,
      readyMs: 200,
      descriptionMs: 200,
      backoff: { initialMs: 10, factor: 2, maxMs: 100, jitter: 0.1, attempts: 2 },
    });
    bot.ask(gateway.credentials(identity));
    expect(await bot.next('result')).toMatchObject({ failure: null });
    expect(await bot.next('closed')).toMatchObject({ code, byRemote: false });
  });

  it('is closed in the middle of discovery', async () => {
    const gateway = await start({ misbehaviour: { dropDiscovery: Infinity } });
    const bot = join({ discoveryRetryMs: 20, discoveryTries: 1000 });
    bot.ask(gateway.credentials(identity));
    const session = await gateway.session('100', '200');
    await session.journal.untilFrom(Op.MediaSinkWants);
    session.close(4014);
    expect(await bot.next('closed')).toMatchObject({ code: 4014 });
  });

  it('notices a half-open connection and gets it back', async () => {
    const gateway = await start({ heartbeatIntervalMs: 100 });
    const { session } = await connected(gateway);
    session.misbehave({ noHeartbeatAck: true });
    await session.journal.untilFrom(Op.Resume);
    session.misbehave({ noHeartbeatAck: false });
  });

  it.each([
    ['a TCP black hole', { blackHole: 'tcp' }],
    ['an upgrade that never ends', { blackHole: 'upgrade' }],
  ] as const)('answers in time where there is %s', async (_, misbehaviour) => {
    const gateway = await start({ misbehaviour });
    const bot = join({ connectMs: 300 });
    bot.ask(gateway.credentials(identity));
    expect(await bot.next('result')).toMatchObject({
      failure: 'The voice gateway did not answer within 0.3 s.',
    });
  });

  it('logs no secret, whatever goes wrong', async () => {
    const gateway = await start();
    const { session, bot } = await connected(gateway);
    session.raw(`{"secret_key":[251,252,253], ${session.token}`);
    session.raw(`"${session.sessionId}" 251,252,253`);
    session.raw(JSON.stringify({ op: 4, d: { mode: 'm', secret_key: [251, 252, 253] } }));
    expect(await bot.next('closed')).toMatchObject({ code: 1007 });
    session.cut();
    const text = logged.join('\n');
    expect(text).toContain('unreadable');
    for (const secret of [session.token, session.sessionId, session.sessionId.slice(0, 6), '251']) {
      expect(text).not.toContain(secret);
    }
  });

  it('leaves with 1000, and nothing remains', async () => {
    const gateway = await start();
    const { bot, session } = await connected(gateway);
    const before = gateway.sessions.length;
    bot.leave();
    await session.call.until((call) => !call.userIds.includes('200'));
    expect(before).toBe(1);
    expect(session.isEnded).toBe(true);
  });
});
