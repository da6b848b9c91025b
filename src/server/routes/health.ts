/** `/livez` and `/readyz`, for orchestrators: outside of `/v4`, and without the password. */
import type { Handler, RequestContext } from '../http/request.ts';
import { query } from '../http/request.ts';
import { plainText } from '../http/answer.ts';
import type { Route } from '../http/route.ts';
import type { Health, HealthCheck } from '../ports.ts';

/** In the notation of Kubernetes' own probes. */
const listed = (name: string, checks: readonly HealthCheck[], isWell: boolean): string =>
  [
    ...checks.map((check) =>
      check.failure === null ? `[+]${check.name} ok` : `[-]${check.name} failed: ${check.failure}`,
    ),
    `${name} check ${isWell ? 'passed' : 'failed'}`,
    '',
  ].join('\n');

const failures = (checks: readonly HealthCheck[]): string =>
  checks.flatMap(({ name, failure }) => (failure === null ? [] : [`${name}: ${failure}`])).join('; ');

const answer =
  (name: string, read: () => readonly HealthCheck[]): Handler =>
  (context: RequestContext) => {
    const checks = read();
    const isWell = checks.every(({ failure }) => failure === null);
    const brief = isWell ? 'ok' : failures(checks);
    const text = query(context).has('verbose') ? listed(name, checks, isWell) : brief;
    return plainText(text, isWell ? 200 : 503, { 'Cache-Control': 'no-store' });
  };

export const healthRoutes = (health: Health | undefined): readonly Route[] =>
  health === undefined
    ? []
    : [
        { path: '/livez', isOpen: true, isPlain: true, methods: { GET: answer('livez', health.live) } },
        { path: '/readyz', isOpen: true, isPlain: true, methods: { GET: answer('readyz', health.ready) } },
      ];
