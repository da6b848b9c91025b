/** The route table: what every route has in common (protocol §1.1, §1.2, §1.4). */
import { acceptsJson } from './media.ts';
import { empty, plainText } from './answer.ts';
import { Problem } from './problem.ts';
import type { Handler, RequestContext, ServerApp } from './request.ts';
import { rawPath } from './request.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface Route {
  readonly path: string;
  readonly methods: Partial<Readonly<Record<Method, Handler>>>;
  /** Does it look at the password itself? Then `handler` gets everybody. */
  readonly isOpen?: boolean;
  /** Does it answer anything but JSON? Then `Accept` is its own business. */
  readonly isPlain?: boolean;
  /** The `Allow` header, where it is not what the methods say. */
  readonly allow?: string;
}

const ALL_METHODS = 'GET, HEAD, POST, PUT, DELETE, TRACE, OPTIONS, PATCH';
const ACCEPTED = 'application/json, application/*+json';

const allowed = ({ methods, allow }: Route): string =>
  allow ??
  [
    ...Object.keys(methods).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])),
    'OPTIONS',
  ].join(',');

/** 401 without a password, 403 with a wrong one, null with the right one. */
export type Guard = (context: RequestContext) => Response | null;

export const createGuard =
  (isPassword: (header: string | undefined) => boolean): Guard =>
  ({ req, env }) => {
    const header = env.incoming.headers.authorization;
    if (isPassword(header)) return null;
    return empty(header === undefined ? 401 : 403, req.method === 'OPTIONS' ? { Allow: ALL_METHODS } : {});
  };

const methodNotAllowed = (route: Route, method: string): Problem =>
  new Problem(405, `Method '${method}' is not supported.`, { headers: { Allow: allowed(route) } });

const guarded =
  (route: Route, handler: Handler, guard: Guard): Handler =>
  (context) => {
    if (route.isOpen === true) return handler(context);
    const refused = guard(context);
    if (refused !== null) return refused;
    if (route.isPlain !== true && !acceptsJson(context.req.header('accept'))) {
      throw new Problem(406, 'No acceptable representation', {
        isBodiless: true,
        headers: { Accept: ACCEPTED },
      });
    }
    return handler(context);
  };

const options = (route: Route): Response => empty(200, { Allow: allowed(route), 'Accept-Patch': '' });

/** Answers a browser's question whether it may: no. There is no CORS. */
export const refusePreflight = (app: ServerApp): void => {
  app.options('*', async ({ req }, next) => {
    const isPreflight =
      req.header('origin') !== undefined && req.header('access-control-request-method') !== undefined;
    if (!isPreflight) return next();
    return plainText('Invalid CORS request', 403, {
      Vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    });
  });
};

/** Adds the routes, and behind them what answers other methods and other paths. */
export const mountRoutes = (app: ServerApp, routes: readonly Route[], guard: Guard): void => {
  for (const route of routes) {
    for (const [method, handler] of Object.entries(route.methods)) {
      app.on(method, route.path, guarded(route, handler, guard));
    }
    app.options(route.path, (context) => guard(context) ?? options(route));
    app.all(route.path, ({ req }) => {
      throw methodNotAllowed(route, req.method);
    });
  }
  app.notFound(({ req, env }) => {
    throw new Problem(404, `No endpoint ${req.method} ${rawPath(env.incoming.url)}.`);
  });
};
