/** Discord's REST and main gateway on loopback, as far as a bot that follows voice states needs them. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

interface Payload {
  readonly op: number;
  readonly d: Readonly<Record<string, unknown>>;
}

export interface DiscordLoopback {
  /** For `lavalink.server.discordApiUrl`. */
  readonly apiUrl: string;
  /** What bots sent, heartbeats left out. */
  readonly heard: readonly Payload[];
  /** How often the gateway's address was asked for. */
  readonly asked: () => number;
  /** Sends a dispatch to every bot. */
  dispatch(name: string, data: object): void;
  /** Closes every bot's socket. */
  drop(code: number): void;
  close(): Promise<void>;
}

export interface DiscordOptions {
  readonly token: string;
  readonly userId: string;
  /** The first answers to /gateway/bot, as statuses; then 200. */
  readonly troubles?: readonly number[];
  /** Closes with this after Identify instead of Ready. */
  readonly refuseWith?: number;
}

const HELLO = 10;
const HEARTBEAT = 1;
const RESUME = 6;

/** @example const discord = await startDiscord({ token: 'secret', userId: '42' }); */
export const startDiscord = async (options: DiscordOptions): Promise<DiscordLoopback> => {
  const heard: Payload[] = [];
  const troubles = [...(options.troubles ?? [])];
  const sockets = new Set<WebSocket>();
  let asked = 0;
  let seq = 0;

  const server = createServer((request, response: ServerResponse) => {
    asked += 1;
    const isBot = request.headers.authorization === `Bot ${options.token}`;
    const status = troubles.shift() ?? (isBot ? 200 : 401);
    response.writeHead(status, { 'content-type': 'application/json' });
    const { port } = server.address() as AddressInfo;
    response.end(
      JSON.stringify(
        status === 200
          ? {
              url: `ws://127.0.0.1:${port}`,
              shards: 1,
              session_start_limit: { total: 1000, remaining: 999, reset_after: 1000, max_concurrency: 1 },
            }
          : { message: `${status}`, code: 0 },
      ),
    );
  });
  const send = (socket: WebSocket, name: string, data: object): void =>
    socket.send(JSON.stringify({ op: 0, t: name, s: (seq += 1), d: data }));

  const gateway = new WebSocketServer({ server });
  gateway.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('message', (raw: Buffer) => {
      const payload = JSON.parse(raw.toString()) as Payload;
      if (payload.op === HEARTBEAT) return socket.send(JSON.stringify({ op: 11 }));
      heard.push(payload);
      if (options.refuseWith !== undefined) return socket.close(options.refuseWith);
      if (payload.op === RESUME) return send(socket, 'RESUMED', {});
      const { port } = server.address() as AddressInfo;
      send(socket, 'READY', {
        user: { id: options.userId },
        session_id: 'main session',
        resume_gateway_url: `ws://127.0.0.1:${port}`,
        guilds: [],
      });
    });
    socket.send(JSON.stringify({ op: HELLO, d: { heartbeat_interval: 40_000 } }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    heard,
    asked: () => asked,
    dispatch: (name, data) => {
      for (const socket of sockets) send(socket, name, data);
    },
    drop: (code) => {
      for (const socket of sockets) socket.close(code);
    },
    close: async () => {
      for (const socket of sockets) socket.terminate();
      gateway.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
