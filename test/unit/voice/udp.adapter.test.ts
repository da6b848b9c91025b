import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Observable } from 'rxjs';
import { firstValueFrom, ReplaySubject, take, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UdpSocket, VoiceParts } from '../../../streams/voice/ports.ts';
import { plainParts } from './support.ts';

let parts: VoiceParts;
let server: Socket;
let port: number;

beforeAll(async () => {
  parts = await plainParts();
  server = createSocket('udp4').bind(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address());
});
afterAll(() => server.close());

const held = (source$: Observable<UdpSocket>) => {
  let socket: UdpSocket | undefined;
  const subscription = source$.subscribe((opened) => (socket = opened));
  if (socket === undefined) throw new Error('no socket');
  return { socket, leave: () => subscription.unsubscribe() };
};

/** The next datagram of this length; keepalives (8 bytes) come in between. */
const datagram = async (length: number): Promise<readonly [Buffer, AddressInfo]> => {
  for (;;) {
    const [data, from] = (await once(server, 'message')) as [Buffer, AddressInfo];
    if (data.length === length) return [data, from];
  }
};

describe('the UDP adapter', () => {
  it('sends and hears before `connect`, and only sends after it', async () => {
    const { socket, leave } = held(parts.udp.open({ ip: '127.0.0.1', port }));
    const heard = new ReplaySubject<Uint8Array>();
    socket.datagrams$.subscribe(heard);

    const asked = datagram(74);
    socket.send(new Uint8Array(74));
    const [, from] = await asked;
    server.send(Uint8Array.of(1, 2, 3), from.port, from.address);
    expect(await firstValueFrom(heard.pipe(take(1), toArray()))).toEqual([Buffer.from([1, 2, 3])]);

    socket.connect();
    for (const length of [100, 101, 102]) {
      const sent = datagram(length);
      // At first the socket is still connecting, then it is connected: both ways work, from the same port.
      socket.send(new Uint8Array(length));
      const [, again] = await sent;
      expect(again.port).toBe(from.port);
      server.send(Uint8Array.of(9), from.port, from.address);
    }
    leave();
    expect(await firstValueFrom(heard.pipe(toArray()))).toHaveLength(1);
  });

  it('survives a peer that is not there, and being used after its end', async () => {
    const gone = createSocket('udp4').bind(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port: closed } = gone.address();
    gone.close();
    const { socket, leave } = held(parts.udp.open({ ip: '127.0.0.1', port: closed }));
    socket.send(Uint8Array.of(1));
    socket.connect();
    const turns = async (): Promise<void> => {
      for (let i = 0; i < 20; i += 1) {
        socket.send(Uint8Array.of(1));
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await turns();
    leave();
    socket.connect();
    await turns();
  });

  it('may be left in the moment it was opened', async () => {
    held(parts.udp.open({ ip: '127.0.0.1', port })).leave();
    // VoiceUDPSocket has a first keepalive under way for the next turn: on a socket that is closed by then.
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  });
});
