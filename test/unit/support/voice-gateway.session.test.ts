/** The emulator's sessions: resume, refusals, and misbehaviour on command. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { trustTestCertificate } from '../../support/tls.ts';
import { tonePackets } from '../../support/tones.ts';
import { Op } from '../../support/voice-gateway/index.ts';
import type { Misbehaviour } from '../../support/voice-gateway/index.ts';
import { ALICE, BOT, connect, GUILD, play, start } from './voice-gateway.client.ts';

let packets: readonly Buffer[] = [];

beforeAll(async () => {
  trustTestCertificate();
  packets = await tonePackets({ hz: 440, seconds: 4 });
});

describe('sessions', () => {
  it('resume with the missed messages, over the wrap of their numbers', async () => {
    const gateway = await start({ firstSequence: 65_530 });
    const alice = gateway.addListener(GUILD, ALICE);
    const { networking, ready } = connect(gateway.credentials({ guildId: GUILD, userId: BOT }));
    await ready;
    await alice.until(() => alice.sharesGroupWith(BOT));
    play(networking, packets);
    await alice.untilFrames(10);
    const session = await gateway.session(GUILD, BOT);
    session.close(4015, 'Voice server crashed.');
    await session.journal.untilFrom(Op.Resume);
    await session.journal.until(({ op }) => op === Op.Resumed);
    const before = alice.report().frames;
    await alice.untilFrames(before + 10);
    expect(session.ssrc).toBe((await gateway.session(GUILD, BOT)).ssrc);
    const numbers = session.journal.messages.flatMap(({ sequence }) => sequence ?? []);
    expect(numbers.slice(0, 7)).toEqual([65_530, 65_531, 65_532, 65_533, 65_534, 65_535, 0]);
    session.cut();
    await session.journal.untilFrom(Op.Resume, 2);
  });

  it('say Resumed and then what came in between, to a client that comes back late', async () => {
    const gateway = await start({ daveVersion: 0 });
    const { endpoint, token, sessionId } = gateway.credentials({ guildId: GUILD, userId: BOT });
    const first = new WebSocket(`wss://${endpoint}/?v=8`);
    await once(first, 'open');
    const identity = { server_id: GUILD, session_id: sessionId, token };
    first.send(JSON.stringify({ op: Op.Identify, d: { ...identity, user_id: BOT } }));
    const session = await gateway.session(GUILD, BOT);
    await session.journal.until(({ op }) => op === Op.Ready);
    first.close(4900);
    await once(first, 'close');
    gateway.addListener(GUILD, ALICE);
    const second = new WebSocket(`wss://${endpoint}/?v=8`);
    const ops: number[] = [];
    const complete = new Promise<void>((resolve) => {
      second.on('message', (data: Buffer) => {
        const { op } = JSON.parse(data.toString()) as { op: number };
        ops.push(op);
        if (op === Op.ClientPlatform) resolve();
      });
    });
    await once(second, 'open');
    second.send(JSON.stringify({ op: Op.Resume, d: { ...identity, seq_ack: -1 } }));
    await complete;
    expect(ops).toEqual([Op.Hello, Op.Resumed, Op.ClientsConnect, Op.ClientFlags, Op.ClientPlatform]);
    second.close();
    await once(second, 'close');
  });

  it('are refused and closed with the codes that were asked for', async () => {
    const gateway = await start();
    const voice = gateway.credentials({ guildId: GUILD, userId: BOT });
    expect(await connect({ ...voice, token: 'wrong' }).closed).toBe(4004);
    expect(await connect({ ...voice, sessionId: 'wrong' }).closed).toBe(4006);
    expect(await connect(voice, { daveEncryption: false }).closed).toBe(4017);
    const { closed, ready } = connect({ ...voice });
    await ready;
    (await gateway.session(GUILD, BOT)).close(4014, 'Disconnected.');
    expect(await closed).toBe(4014);
    expect(gateway.sessions).toEqual([]);
    const again = connect(voice);
    await again.ready;
    gateway.misbehave({ refuseResume: 4006 });
    (await gateway.session(GUILD, BOT)).cut();
    expect(await again.closed).toBe(4006);
  });

  it('leave the call when the client says goodbye', async () => {
    const gateway = await start({ daveVersion: 0 });
    const alice = gateway.addListener(GUILD, ALICE);
    const { networking, ready } = connect(gateway.credentials({ guildId: GUILD, userId: BOT }));
    await ready;
    play(networking, packets);
    await alice.untilFrames(5);
    const call = gateway.call(GUILD);
    expect(call.userIds.toSorted()).toEqual([BOT, ALICE]);
    const session = await gateway.session(GUILD, BOT);
    networking.destroy();
    await call.until(() => call.userIds.length === 1);
    expect(session.isEnded).toBe(true);
  });
});

describe('misbehaviour', () => {
  it('answers heartbeats late, or not at all', async () => {
    const gateway = await start({ heartbeatIntervalMs: 50, misbehaviour: { latencyMs: 20 } });
    const { networking, ready, closed } = connect(gateway.credentials({ guildId: GUILD, userId: BOT }));
    await ready;
    const session = await gateway.session(GUILD, BOT);
    await session.journal.untilFrom(Op.Heartbeat, 3);
    const { state } = networking;
    expect('ws' in state ? state.ws.ping : undefined).toBeGreaterThanOrEqual(19);
    gateway.misbehave({ noHeartbeatAck: true, refuseResume: 4006 });
    expect(await closed).toBe(4006);
  });

  it('drops discovery packets, and answers those after', async () => {
    const gateway = await start({ daveVersion: 0, misbehaviour: { dropDiscovery: 2 } });
    const { endpoint, token, sessionId } = gateway.credentials({ guildId: GUILD, userId: BOT });
    const client = new WebSocket(`wss://${endpoint}/?v=8`);
    await once(client, 'open');
    const d = { server_id: GUILD, user_id: BOT, session_id: sessionId, token };
    client.send(JSON.stringify({ op: Op.Identify, d }));
    const session = await gateway.session(GUILD, BOT);
    const { data } = await session.journal.until(({ op }) => op === Op.Ready);
    const { port } = data as { port: number };
    const socket = createSocket('udp4');
    const request = Buffer.alloc(74);
    request.writeUInt32BE(0x0001_0046);
    request.writeUInt32BE(session.ssrc, 4);
    const answered = once(socket, 'message');
    for (let tries = 0; tries < 3; tries += 1) socket.send(request, port, '127.0.0.1');
    const [answer] = (await answered) as [Buffer];
    expect(session.stats.discoveries).toBe(3);
    expect(answer.subarray(8, 17).toString()).toBe('127.0.0.1');
    expect(answer.readUInt16BE(72)).toBe(socket.address().port);
    socket.close();
    client.close();
    await once(client, 'close');
  });

  it('keeps back Ready, the session description, or all that comes by UDP', async () => {
    const gateway = await start({ heartbeatIntervalMs: 20 });
    const of = (userId: string, misbehaviour: Misbehaviour): void => {
      connect(gateway.credentials({ guildId: GUILD, userId, misbehaviour }), { userId });
    };
    of('11', { noReady: true });
    const first = await gateway.session(GUILD, '11');
    await first.journal.untilFrom(Op.Heartbeat, 3);
    expect(first.journal.to(Op.Ready)).toEqual([]);
    of('12', { noSessionDescription: true });
    const second = await gateway.session(GUILD, '12');
    await second.journal.untilFrom(Op.SelectProtocol);
    expect(second.journal.to(Op.SessionDescription)).toEqual([]);
    of('13', { udpBlackHole: true });
    const third = await gateway.session(GUILD, '13');
    await third.journal.until(({ op }) => op === Op.Ready);
    await third.journal.untilFrom(Op.Heartbeat, 3);
    expect(third.stats.discoveries + third.journal.from(Op.SelectProtocol).length).toBe(0);
    const refused = gateway.credentials({
      guildId: GUILD,
      userId: BOT,
      misbehaviour: { refuseIdentify: 4021 },
    });
    expect(await connect(refused).closed).toBe(4021);
  });

  it('refuses the upgrade, or falls silent before it', async () => {
    const gateway = await start({ misbehaviour: { refuseUpgrade: 403 } });
    const refused = new WebSocket(`wss://${gateway.endpoint}/?v=8`);
    const [error] = (await once(refused, 'error')) as [Error];
    expect(error.message).toContain('403');
    for (const blackHole of ['tcp', 'upgrade'] as const) {
      gateway.misbehave({ refuseUpgrade: undefined, blackHole });
      const silent = new WebSocket(`wss://${gateway.endpoint}/?v=8`, { handshakeTimeout: 200 });
      const [timeout] = (await once(silent, 'error')) as [Error];
      expect(timeout.message).toContain('timed out');
    }
    gateway.misbehave({ blackHole: undefined, noHello: true });
    const old = new WebSocket(`wss://${gateway.endpoint}/?v=3`);
    const [code] = (await once(old, 'close')) as [number];
    expect(code).toBe(4012);
  });

  it('closes on what it cannot understand, and sends what nobody can', async () => {
    const gateway = await start();
    const open = async (first: string | Buffer): Promise<number> => {
      const client = new WebSocket(`wss://${gateway.endpoint}/?v=8`);
      await once(client, 'open');
      client.send(first);
      const [code] = (await once(client, 'close')) as [number];
      return code;
    };
    expect(await open('{"op":')).toBe(4002);
    expect(await open(Buffer.alloc(0))).toBe(4002);
    expect(await open('{"op":0,"d":{}}')).toBe(4002);
    expect(await open('{"op":5,"d":{"speaking":1}}')).toBe(4003);
    const voice = gateway.credentials({ guildId: GUILD, userId: BOT });
    const { networking, ready } = connect(voice);
    await ready;
    const broken = once(networking, 'error');
    (await gateway.session(GUILD, BOT)).raw('{"op":');
    expect(String(await broken)).toContain('JSON');
  });
});
