/** A request as our handlers see it: Hono's context over Node's own objects. */
import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import { getPath } from 'hono/utils/url';

export interface ServerEnv {
  Bindings: HttpBindings;
}
export type RequestContext = Context<ServerEnv>;
export type ServerApp = Hono<ServerEnv>;
export type Handler = (context: RequestContext) => Response | Promise<Response>;

/** The target as it was sent, encoding kept, without the query. */
export const rawPath = (target: string | undefined): string => (target ?? '/').split('?', 1).join('');

/**
 * Query parameters, form-style: `+` is a space. Damaged percent-encodings become U+FFFD.
 * @example query(context).get('identifier')
 */
export const query = ({ env }: RequestContext): URLSearchParams => {
  const target = env.incoming.url ?? '';
  const start = target.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : target.slice(start + 1));
};

/** Does the client want to see why? Any `trace` but `false` says so, also an empty one. */
export const wantsTrace = (params: URLSearchParams): boolean =>
  params.has('trace') && params.get('trace')?.toLowerCase() !== 'false';

/** What no route has. */
const NOWHERE = '/ ';

/**
 * The path that routes are matched against: percent-decoded, without matrix parameters (`/v4/info;a=b`), and below
 * the context path.
 */
export const routedPath =
  (contextPath: string) =>
  (request: Request): string => {
    const path = getPath(request).replace(/;[^/]*/g, '');
    if (contextPath === '') return path;
    if (path === contextPath) return '/';
    return path.startsWith(`${contextPath}/`) ? path.slice(contextPath.length) : NOWHERE;
  };
