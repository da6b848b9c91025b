/** The server: everything wired. */
import type { Server } from 'node:http';
import { asyncScheduler } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { createApp } from './app.ts';
import { createPasswordCheck } from './http/auth.ts';
import { createListener } from './http/listener.ts';
import { createRequestLog } from './http/request.log.ts';
import { createLanes } from './player/lanes.ts';
import type { ServerContext } from './ports.ts';
import { createRegistry } from './sessions/registry.ts';
import { createUpgrader } from './socket/upgrade.ts';

/** What clients are told when the node goes down (protocol §2.6). */
const GOING_AWAY = 1001;
/** As long as clients may take to close and requests to finish. */
const GRACE_MS = 2_000;
/** How often connections that have become idle are closed meanwhile. */
const SWEEP_MS = 25;

export type ServerOptions = Omit<ServerContext, 'scheduler'> & { readonly scheduler?: SchedulerLike };

export interface LavalinkServer {
  /** Resolves when the port is open; rejects if it cannot be. */
  listen(): Promise<{ readonly port: number }>;
  /** Closes every WebSocket with 1001, destroys the players, and resolves when the last connection is gone. */
  close(): Promise<void>;
}

const listen = (server: Server, { address, port }: ServerContext['settings']): Promise<{ port: number }> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      const bound = server.address();
      resolve({ port: typeof bound === 'object' && bound !== null ? bound.port : port });
    });
  });

/**
 * The Lavalink v4 surface over an engine.
 * @example
 * const server = createServer({ engine, loader, settings, info, stats: createSystemStats({ clock }), log, clock });
 * const { port } = await server.listen();
 */
export const createServer = (options: ServerOptions): LavalinkServer => {
  const context: ServerContext = { scheduler: asyncScheduler, ...options };
  const { log, clock, settings } = context;
  const isPassword = createPasswordCheck(settings.password);
  const lanes = createLanes();
  const registry = createRegistry(context, lanes);
  const upgrader = createUpgrader({
    registry,
    log,
    isPassword,
    traceMessage: context.traceMessage,
    contextPath: settings.contextPath,
  });
  const server = createListener({
    app: createApp({ context, registry, lanes, isPassword }),
    upgrader,
    log,
    clock,
    tls: settings.tls,
    logRequest:
      settings.requestLog &&
      createRequestLog(settings.requestLog, context.requestLog ?? log, settings.contextPath),
  });
  let closing: Promise<void> | undefined;

  const close = (): Promise<void> =>
    new Promise((resolve) => {
      const lastCall = setTimeout(() => {
        upgrader.terminate();
        server.closeAllConnections();
      }, GRACE_MS);
      const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
      // Closing a server that never listened is an error to Node and none to us.
      server.close(() => {
        clearTimeout(lastCall);
        clearInterval(sweep);
        resolve();
      });
      upgrader.stop();
      registry.close(GOING_AWAY);
    });

  return {
    listen: () => listen(server, settings),
    close: () => (closing ??= close()),
  };
};
