import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayEvent, VoiceParts } from '../../../streams/voice/ports.ts';
import { createVoicePorts } from '../../../src/voice/index.ts';
import { silentLog } from '../../../marbles/support.ts';
import { closedPort, plainParts, recorded, wsServer, type WsServer } from './support.ts';

let parts: VoiceParts;
let server: WsServer;

beforeAll(async () => {
  parts = await plainParts();
  server = await wsServer();
});
afterAll(() => server.close());

const connect = async () => {
  const accepted = server.next();
  const client = recorded(parts.gateway.connect(server.endpoint));
  const [open] = await client.first(1);
  if (open?.type !== 'open') throw new Error(`not open: ${JSON.stringify(open)}`);
  return { client, socket: open.socket, remote: await accepted };
};

const unreadable = (op: number | null): GatewayEvent => ({
  type: 'message',
  seq: null,
  message: { type: 'unreadable', op },
});

describe('the gateway adapter', () => {
  it('asks for version 8, says messages, sends text and bytes', async () => {
    const { client, socket, remote } = await connect();
    remote.send(JSON.stringify({ op: 8, d: { v: 8, heartbeat_interval: 13750 } }));
    remote.send(Buffer.from([0x12, 0x34, 25, 7, 8]));
    const [, hello, sender] = await client.first(3);
    expect(hello).toEqual({
      type: 'message',
      seq: null,
      message: { type: 'hello', heartbeatIntervalMs: 13750 },
    });
    expect(sender).toMatchObject({ type: 'message', seq: 0x1234, message: { type: 'externalSender' } });

    socket.send({ op: 3, data: { t: 1, seq_ack: -1 } });
    const [text, isBinary] = (await once(remote, 'message')) as [Buffer, boolean];
    expect([text.toString(), isBinary]).toEqual(['{"op":3,"d":{"t":1,"seq_ack":-1}}', false]);
    socket.send({ op: 26, bytes: Uint8Array.of(1, 2) });
    const [bytes] = (await once(remote, 'message')) as [Buffer];
    expect([...bytes]).toEqual([26, 1, 2]);
    client.leave();
  });

  it('survives frames that make no sense', async () => {
    const { client, remote } = await connect();
    for (const frame of ['', '{', 'null', '[]', '{"op":"x"}', '42']) remote.send(frame);
    for (const frame of [[], [1], [1, 2]]) remote.send(Buffer.from(frame));
    remote.send(Buffer.from([0, 1, 29, 5]));
    remote.send(JSON.stringify({ op: 9, d: null }));
    // '' and '{' are no JSON, the other texts no frames, three byte strings too short; then the cut-off op 29.
    const events = await client.first(12);
    expect(events.at(-1)).toEqual({ type: 'message', seq: null, message: { type: 'resumed' } });
    expect(events.slice(1, 10)).toEqual(Array.from({ length: 9 }, () => unreadable(null)));
    expect(events).toContainEqual({ type: 'message', seq: 1, message: { type: 'unreadable', op: 29 } });
    client.leave();
  });

  it('closes with 1000 when it is left', async () => {
    const { client, socket, remote } = await connect();
    client.leave();
    const [code] = (await once(remote, 'close')) as [number];
    expect(code).toBe(1000);
    socket.send({ op: 3, data: {} });
  });

  it('is gone soon also where the server does not answer the close', async () => {
    // A server that upgrades and from then on reads, but never says a word: ws alone would wait for 30 s.
    const http = createHttpServer().listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    const upgraded = once(http, 'upgrade');
    const client = recorded(parts.gateway.connect(`127.0.0.1:${port}`));
    const [request, socket] = (await upgraded) as [IncomingMessage, Duplex];
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    socket.on('error', () => undefined).resume();
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    await client.first(1);
    const ended = once(socket, 'end');
    client.leave();
    await ended;
    http.close();
  }, 15_000);

  it('drops without a close frame', async () => {
    const { client, socket, remote } = await connect();
    socket.drop();
    const [code] = (await once(remote, 'close')) as [number];
    expect(code).toBe(1006);
    expect(await client.first(2)).toMatchObject([{}, { type: 'closed', code: 1006, byRemote: false }]);
  });

  it.each([
    [4014, 'Disconnected.', true],
    [1000, '', true],
  ])('says that the server closed with %d', async (code, reason, byRemote) => {
    const { client, remote } = await connect();
    remote.close(code, reason);
    expect(await client.first(2)).toMatchObject([{}, { type: 'closed', code, reason, byRemote }]);
  });

  it('says that the connection was cut', async () => {
    const { client, remote } = await connect();
    remote.terminate();
    expect(await client.first(2)).toMatchObject([{}, { type: 'closed', code: 1006, byRemote: false }]);
  });
});

describe('a gateway that cannot be reached', () => {
  const failure = async (endpoint: string, from = parts) => {
    const [event] = await recorded(from.gateway.connect(endpoint)).first(1);
    return event?.type === 'failed' ? event.failure : event;
  };
  const listen = async (accept: Parameters<typeof createServer>[1]) => {
    const tcp = createServer(accept).listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    return { tcp, endpoint: `127.0.0.1:${(tcp.address() as AddressInfo).port}` };
  };

  it('refuses TCP', async () => {
    const endpoint = `127.0.0.1:${await closedPort()}`;
    expect(await failure(endpoint)).toBe(`${endpoint} refused the connection.`);
  });

  it('has no such name', async () => {
    expect(await failure('no-such-host.invalid')).toMatch(
      /^no-such-host\.invalid (was not found|could not be looked up)/,
    );
  });

  it('is not a valid endpoint', async () => {
    expect(await failure('wss://a/')).toBe('The endpoint is not host[:port].');
    expect(await failure('a:99999')).toBe("The endpoint's port 99999 is not between 1 and 65535.");
  });

  it('refuses the upgrade', async () => {
    const { tcp, endpoint } = await listen((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'));
    });
    expect(await failure(endpoint)).toBe(`${endpoint} refused the WebSocket upgrade (HTTP 403).`);
    tcp.close();
  });

  it('hangs up', async () => {
    const { tcp, endpoint } = await listen((socket) => socket.destroy());
    expect(await failure(endpoint)).toMatch(/reset the connection|closed the connection|socket hang up/);
    tcp.close();
  });

  it('does not speak TLS', async () => {
    const { tcp, endpoint } = await listen((socket) => {
      socket.on('error', () => undefined).once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    const secure = await firstValueFrom(createVoicePorts({ log: silentLog }).load());
    expect(await failure(endpoint, secure)).toMatch(/does not speak TLS|TLS with/);
    tcp.close();
  });

  it('says nothing: leaving ends the attempt', async () => {
    let gone: (() => void) | undefined;
    const ended = new Promise<void>((resolve) => (gone = resolve));
    const { tcp, endpoint } = await listen((socket) => {
      socket.on('error', () => undefined).on('close', () => gone?.());
      client.leave();
    });
    const client = recorded(parts.gateway.connect(endpoint));
    await ended;
    tcp.close();
  });
});
