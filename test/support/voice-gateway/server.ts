/** TLS WebSocket server on a free loopback port, and the ways in which it refuses to be one. */
import { once } from 'node:events';
import { createServer as createHttps } from 'node:https';
import { createServer as createTcp } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { selfSignedCertificate } from '../tls.ts';
import { Close } from './opcodes.ts';
import { trickle } from './trickle.ts';
import type { Misbehaviour } from './options.ts';

export interface GatewayServer {
  readonly port: number;
  /** Destroys all connections and frees the port. */
  close(): Promise<void>;
}

const OLDEST_VERSION = 4;

/** Calls `connected` for each WebSocket that asks for a gateway version we know. */
export const listen = async (
  misbehaviour: () => Misbehaviour,
  connected: (socket: WebSocket) => void,
): Promise<GatewayServer> => {
  const sockets = new Set<Socket>();
  const webSockets = new WebSocketServer({ noServer: true });
  const https = createHttps(selfSignedCertificate());
  https.on('tlsClientError', (_error, socket) => socket.destroy()); // a client without trust in us: its own affair
  https.on('upgrade', (request, socket, head) => {
    const { refuseUpgrade, blackHole } = misbehaviour();
    if (blackHole === 'upgrade') return;
    if (refuseUpgrade !== undefined) {
      socket.end(`HTTP/1.1 ${refuseUpgrade} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const version = Number(new URL(request.url ?? '/', 'wss://localhost').searchParams.get('v'));
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      if (version >= OLDEST_VERSION) connected(webSocket);
      else webSocket.close(...Close.unknownProtocol);
    });
  });
  const tcp = createTcp((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy()); // a client that resets its connection
    const { blackHole, slowTcpBytes } = misbehaviour();
    if (blackHole === 'tcp') return;
    https.emit('connection', slowTcpBytes === undefined ? socket : trickle(socket, slowTcpBytes));
  });
  tcp.listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  return {
    port: (tcp.address() as AddressInfo).port,
    close: async () => {
      const closed = once(tcp, 'close');
      tcp.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};
