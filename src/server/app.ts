/** All routes of the node, as one Hono app. */
import { Hono } from 'hono';
import { createErrorAnswer } from './http/answer.ts';
import type { ServerApp, ServerEnv } from './http/request.ts';
import { routedPath } from './http/request.ts';
import { createGuard, mountRoutes } from './http/route.ts';
import type { Lanes } from './player/lanes.ts';
import type { ServerContext } from './ports.ts';
import { healthRoutes } from './routes/health.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { nodeRoutes } from './routes/node.ts';
import { openApiRoutes } from './routes/openapi.ts';
import { otherRoutes } from './routes/others.ts';
import { playerRoutes } from './routes/players.ts';
import { routePlannerRoutes } from './routes/routeplanner.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { trackRoutes } from './routes/tracks.ts';
import { voiceRoutes } from './routes/voice.ts';
import type { Registry } from './sessions/registry.ts';

export interface AppParts {
  readonly context: ServerContext;
  readonly registry: Registry;
  readonly lanes: Lanes;
  readonly isPassword: (header: string | undefined) => boolean;
}

export const createApp = ({ context, registry, lanes, isPassword }: AppParts): ServerApp => {
  const app = new Hono<ServerEnv>({ getPath: routedPath(context.settings.contextPath ?? '') });
  app.onError(createErrorAnswer(context));
  const guard = createGuard(isPassword);
  const routes = [
    ...nodeRoutes(context, registry),
    ...trackRoutes(context.loader),
    ...sessionRoutes(registry),
    ...playerRoutes({ context, registry, lanes }),
    ...voiceRoutes({ context, registry }),
    ...routePlannerRoutes(context.routePlanner ?? null),
    ...otherRoutes(context, isPassword),
    ...openApiRoutes(context),
    ...healthRoutes(context.health),
    ...metricsRoutes({ context, registry, guard }),
  ];
  mountRoutes(app, routes, guard);
  return app;
};
