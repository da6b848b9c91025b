/** A web server that can misbehave in every way a radio or a file host does. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Socket } from 'node:net';

export interface WebServer {
  readonly url: string;
  readonly port: number;
  /** One line per request: `GET /path` or `GET /path bytes=7-`. */
  readonly requests: readonly string[];
  readonly headers: readonly IncomingMessage['headers'][];
  /** Connections that were ever made. */
  readonly connections: () => number;
  /** Resolves when the last connection is gone. */
  readonly idle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export const startWeb = async (listener: RequestListener): Promise<WebServer> => {
  const requests: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  let made = 0;
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const range = request.headers.range;
    requests.push(`${request.method} ${request.url}${range === undefined ? '' : ` ${range}`}`);
    headers.push(request.headers);
    listener(request, response);
  });
  server.on('connection', (socket) => {
    made += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) server.emit('idle');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    headers,
    connections: () => made,
    idle: async () => {
      if (sockets.size > 0) await once(server, 'idle');
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

/** Bytes whose value tells where they are: no two neighbouring windows look alike. */
export const pattern = (length: number): Buffer => {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i++) bytes[i] = (i * 31 + (i >> 8) * 7 + (i >> 16) * 13) & 0xff;
  return bytes;
};

export const rangeStart = (request: IncomingMessage): number | undefined => {
  const match = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  return match === null ? undefined : Number(match[1]);
};

/** A good file server: Content-Length, 206 with Content-Range. */
export const serveFile = (bytes: Buffer, extra: Record<string, string> = {}) => {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const start = rangeStart(request);
    const part = bytes.subarray(start ?? 0);
    response.writeHead(start === undefined ? 200 : 206, {
      'content-type': 'audio/test',
      'content-length': part.length,
      ...(start === undefined
        ? {}
        : { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
      ...extra,
    });
    response.end(part);
  };
};
