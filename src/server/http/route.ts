/** The route table: what every route has in common (protocol §1.1, §1.2, §1.4). */
import { acceptsJson, JSON_TYPE, jsonType } from './media.ts';
import { empty } from './answer.ts';
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

/** A JSON answer that calls itself what the client calls it. */
const named = async (answer: Response | Promise<Response>, type: string): Promise<Response> => {
  const response = await answer;
  if (response.headers.get('Content-Type') === JSON_TYPE) response.headers.set('Content-Type', type);
  return response;
};

const guarded =
  (route: Route, handler: Handler, guard: Guard): Handler =>
  (context) => {
    if (route.isOpen === true) return handler(context);
    const refused = guard(context);
    if (refused !== null) return refused;
    const accept = context.req.header('accept');
    if (route.isPlain === true) return handler(context);
    if (!acceptsJson(accept)) {
      throw new Problem(406, 'No acceptable representation', {
        isBodiless: true,
        headers: { Accept: ACCEPTED },
      });
    }
    const answer = handler(context);
    const type = jsonType(accept);
    return type === JSON_TYPE ? answer : named(answer, type);
  };

const options = (route: Route): Response => empty(200, { Allow: allowed(route), 'Accept-Patch': '' });

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
