/** The page for a Prometheus server (protocol §1.2, §1.14). */
import { Problem } from '../http/problem.ts';
import type { Handler, RequestContext } from '../http/request.ts';
import { query, rawPath } from '../http/request.ts';
import { acceptsJson, acceptsText } from '../http/media.ts';
import type { Guard, Route } from '../http/route.ts';
import type { MetricsPage, ServerContext } from '../ports.ts';
import type { Registry } from '../sessions/registry.ts';
import { nodeStats } from '../stats/stats.ts';

const TYPE = 'text/plain;version=0.0.4;charset=utf-8';
const DEFAULT_PATH = '/metrics';

const notAcceptable = (accept: string | undefined): Problem =>
  new Problem(406, `Acceptable representations: [${TYPE}].`, {
    headers: { Accept: TYPE },
    isBodiless: !acceptsJson(accept),
  });

export interface MetricsParts {
  readonly context: Pick<ServerContext, 'stats' | 'metrics' | 'settings'>;
  readonly registry: Pick<Registry, 'players'>;
  readonly guard: Guard;
}

const show =
  (page: MetricsPage, { context, registry, guard }: MetricsParts): Handler =>
  async (request: RequestContext) => {
    const prefix = context.settings.contextPath ?? '';
    // Of all spellings of the path, only the one that was configured is free.
    const isFree = page.endpoint !== '' && rawPath(request.env.incoming.url) === prefix + page.endpoint;
    const refused = isFree ? null : guard(request);
    if (refused !== null) return refused;
    const accept = request.req.header('accept');
    if (!acceptsText(accept)) throw notAcceptable(accept);
    const stats = nodeStats(context.stats.sample(), registry.players());
    const text = await page.text(stats, query(request).getAll('name[]'));
    return new Response(text, {
      headers: { 'Content-Type': TYPE, 'Content-Length': String(Buffer.byteLength(text)) },
    });
  };

/** To come last: an endpoint that another route has already does not take it over, nor make it free. */
export const metricsRoutes = (parts: MetricsParts): readonly Route[] => {
  const page = parts.context.metrics;
  if (page === undefined) return [];
  const path = page.endpoint === '' ? DEFAULT_PATH : page.endpoint.replace(/^(?!\/)/, '/');
  return [{ path, isOpen: true, isPlain: true, methods: { GET: show(page, parts) } }];
};
