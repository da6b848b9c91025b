/** Node's HTTP server around the app: what holds for every connection, also for one that sends garbage. */
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { writeError } from '../../protocol/index.ts';
import type { Clock, Log } from '../ports.ts';
import type { Upgrader } from '../socket/upgrade.ts';
import { isPreflight, refusePreflight } from './preflight.ts';
import type { ServerApp } from './request.ts';
import type { RequestLog } from './request.log.ts';
import type { TlsOptions } from './tls.ts';

/** Encoded tracks travel in query strings; 16 KiB, Node's default, cuts long ones off. */
const MAX_HEADER_BYTES = 256 * 1024;
/** Longer than the pauses between a bot's requests, so that few of them meet a closing connection. */
const KEEP_ALIVE_MS = 75_000;
const API_VERSION = 'Lavalink-Api-Version';

export interface ListenerOptions {
  readonly app: ServerApp;
  readonly upgrader: Upgrader;
  readonly log: Log;
  readonly clock: Clock;
  /** Undefined: requests are not logged. */
  readonly logRequest: RequestLog | undefined;
  /** Default: plain HTTP. */
  readonly tls?: TlsOptions | undefined;
}

/** What Node's parser gave up on. */
const GARBAGE_STATUS: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
};

const answerGarbage = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  // Half an answer is out already, or nobody is there to read one.
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, phrase] = GARBAGE_STATUS[error.code ?? ''] ?? [400, 'Bad Request'];
  socket.end(
    `HTTP/1.1 ${status} ${phrase}\r\n${API_VERSION}: 4\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
};

/** @example createListener({ app, upgrader, log, clock, logRequest: undefined }).listen(2333) */
export const createListener = ({ app, upgrader, log, clock, logRequest, tls }: ListenerOptions): Server => {
  /** For what no route sees: a request whose target or host makes no URL. */
  const errorHandler = (error: unknown): Response => {
    log.debug('unreadable request', { reason: String(error) });
    const body = writeError({
      timestampMs: clock.wall(),
      status: 400,
      error: 'Bad Request',
      message: 'Bad Request',
      path: '',
    });
    return new Response(body, { status: 400, headers: { 'Content-Type': 'application/json' } });
  };
  const handle = getRequestListener(app.fetch, { hostname: 'localhost', errorHandler });

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const done = logRequest?.(request);
    if (done !== undefined) response.once('close', done);
    // On every answer, whoever makes it.
    response.setHeader(API_VERSION, '4');
    if (isPreflight(request)) {
      refusePreflight(response);
      return;
    }
    handle(request, response).catch((error: unknown) => {
      log.error('answer failed', { reason: String(error) });
      response.destroy();
    });
  };

  const options = {
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requireHostHeader: false,
    // An `Upgrade: h2c`, as the JDK's client sends it, is an ordinary request.
    shouldUpgradeCallback: (request: IncomingMessage) => upgrader.isUpgrade(request),
  };
  const server =
    tls === undefined ? createServer(options, answer) : createTlsServer({ ...options, ...tls }, answer);
  // Whoever speaks HTTP to it, or does not trust the certificate.
  server.on('tlsClientError', (error: Error) => log.debug('TLS handshake failed', { reason: error.message }));
  server.on('checkExpectation', answer);
  // A connection that could not be taken, e.g. for want of file handles, concerns nobody else.
  server.on('error', (error) => log.error('http server error', { reason: error.message }));
  server.on('clientError', answerGarbage);
  server.on('upgrade', (request, socket, head) => {
    const done = logRequest?.(request);
    upgrader.upgrade(request, socket, head);
    done?.();
  });
  return server;
};
