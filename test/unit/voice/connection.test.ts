/** The whole connection, streams and adapters, against the emulator of Discord's voice servers. */
import { asyncScheduler, filter, firstValueFrom, ReplaySubject, Subject, take, toArray } from 'rxjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../../marbles/support.ts';
import { createVoicePorts } from '../../../src/voice/index.ts';
import type { VoiceCredentials } from '../../../streams/commands.ts';
import type { PacketSink } from '../../../streams/ports.ts';
import { defaultVoiceSettings, voiceConnection } from '../../../streams/voice/index.ts';
import type { VoiceRequest, VoiceSettings, VoiceSignal } from '../../../streams/voice/index.ts';
import { trustTestCertificate } from '../../support/tls.ts';
import {
  Op,
  startVoiceGateway,
  type GatewayOptions,
  type VoiceGateway,
} from '../../support/voice-gateway/index.ts';

const ports = createVoicePorts({ log: silentLog });
const identity = { guildId: '100', userId: '200' };
const ends: (() => void | Promise<void>)[] = [];

beforeAll(() => trustTestCertificate());
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const start = async (options: GatewayOptions = {}): Promise<VoiceGateway> => {
  const gateway = await startVoiceGateway(options);
  ends.push(() => gateway.close());
  return gateway;
};

const join = (changed: Partial<VoiceSettings> = {}) => {
  const requests = new Subject<VoiceRequest>();
  const signals = new ReplaySubject<VoiceSignal>();
  const subscription = voiceConnection(requests, {
    scheduler: asyncScheduler,
    clock: { now: () => performance.now(), wall: () => Date.now() },
    log: silentLog,
    ports,
    identity,
    settings: { ...defaultVoiceSettings, ...changed },
  }).subscribe(signals);
  ends.push(() => subscription.unsubscribe());
  const next = <T extends VoiceSignal['type']>(type: T, index = 0) =>
    firstValueFrom(
      signals.pipe(
        filter((signal): signal is Extract<VoiceSignal, { type: T }> => signal.type === type),
        take(index + 1),
        toArray(),
      ),
    ).then((all) => all[index]);
  return {
    ask: (credentials: VoiceCredentials, requestId = '1') => requests.next({ requestId, credentials }),
    next,
    leave: () => subscription.unsubscribe(),
  };
};

const FRAME = Uint8Array.from({ length: 120 }, (_, i) => (i === 0 ? 0xfc : i));

/** Sends a frame every 20 ms, as the shard does, until the test ends. */
const play = (sink: PacketSink): void => {
  const timer = setInterval(() => {
    sink.speaking(true);
    sink.seal(FRAME);
    sink.flush();
  }, 20);
  ends.push(() => clearInterval(timer));
};

const connected = async (gateway: VoiceGateway) => {
  const bot = join();
  bot.ask(gateway.credentials(identity));
  const ready = await bot.next('ready');
  if (ready === undefined) throw new Error('no sink');
  play(ready.sink);
  return { bot, session: await gateway.session(identity.guildId, identity.userId) };
};

describe('a voice connection', () => {
  it('is heard in a DAVE call, also while members come and go', async () => {
    const gateway = await start();
    await connected(gateway);
    const first = gateway.addListener('100', '300');
    await first.until(() => first.sharesGroupWith('200'));
    await first.untilFrames(30);
    const second = gateway.addListener('100', '301');
    await second.until(() => second.sharesGroupWith('200'));
    await second.untilFrames(30);
    second.leave();
    first.forget();
    await first.untilFrames(30);
    const report = first.report();
    expect(report).toMatchObject({ undecryptable: 0, undecryptableInTransition: 0, plain: 0, missing: [] });
    expect(report.timestampSteps).toEqual([]);
    expect(first.frames().every(({ encrypted }) => encrypted)).toBe(true);
  });

  it('is resumed with the sound unbroken, and takes a new key', async () => {
    const gateway = await start();
    const { session } = await connected(gateway);
    const listener = gateway.addListener('100', '300');
    await listener.until(() => listener.sharesGroupWith('200'));
    listener.forget();
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
    const first = gateway.addListener('100', '300');
    await first.until(() => first.sharesGroupWith('200'));
    session.misbehave({ corruptCommit: true });
    const second = gateway.addListener('100', '301');
    await session.journal.untilFrom(Op.MlsInvalidCommitWelcome);
    session.misbehave({ corruptCommit: false });
    await second.until(() => second.sharesGroupWith('200'));
    second.forget();
    await second.untilFrames(30);
    expect(second.report()).toMatchObject({ undecryptable: 0, plainInGroup: 0 });
    expect(session.rejected).toEqual([]);
  });

  it('survives everything that makes no sense', async () => {
    const gateway = await start();
    const { session, bot } = await connected(gateway);
    const listener = gateway.addListener('100', '300');
    await listener.until(() => listener.sharesGroupWith('200'));
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
      backoffMs: [0, 10],
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
