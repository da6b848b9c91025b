/** Small local servers and waits for the adapter tests. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Observable } from 'rxjs';
import { firstValueFrom, ReplaySubject, take, toArray } from 'rxjs';
import { WebSocketServer, type WebSocket } from 'ws';
import { createVoicePorts } from '../../../src/voice/index.ts';
import { gatewayUrl } from '../../../src/voice/endpoint.ts';
import { silentLog } from '../../../marbles/support.ts';
import type { GatewayEvent, VoiceParts } from '../../../streams/voice/ports.ts';

/** The real parts, without TLS. */
export const plainParts = (): Promise<VoiceParts> =>
  firstValueFrom(createVoicePorts({ log: silentLog, url: (endpoint) => gatewayUrl(endpoint, 'ws') }).load());

export interface WsServer {
  readonly endpoint: string;
  /** The next socket that connects. */
  next(): Promise<WebSocket>;
  close(): Promise<void>;
}

export const wsServer = async (): Promise<WsServer> => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `127.0.0.1:${port}`,
    next: async () => {
      const [socket] = (await once(server, 'connection')) as [WebSocket];
      return socket;
    },
    close: async () => {
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, 'close');
    },
  };
};

/** A TCP port on which nobody listens. */
export const closedPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/** Subscribes at once and remembers. */
export const recorded = (source$: Observable<GatewayEvent>) => {
  const all = new ReplaySubject<GatewayEvent>();
  const subscription = source$.subscribe(all);
  return {
    /** The first `count` events, as soon as there are as many. */
    first: (count: number) => firstValueFrom(all.pipe(take(count), toArray())),
    leave: () => subscription.unsubscribe(),
  };
};
