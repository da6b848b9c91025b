/** The OpenAPI document describes the routes that there are: no more, no fewer. */
import { expect, it } from 'vitest';
import { buildInfo } from '../../../src/ops/build.info.ts';
import { openApiDocument } from '../../../src/protocol/openapi/index.ts';
import { createApp, type AppParts } from '../../../src/server/app.ts';

/** Routes only hold on to what they were given. */
const context = { settings: {}, loader: { sourceNames: [] }, info: buildInfo() };
const parts = { context, registry: {}, lanes: {}, isPassword: () => true };

/** Not of the API: for people and for clients that are lost. */
const UNDESCRIBED = ['GET /', 'GET /v3/websocket', 'GET /error', 'POST /error'];

it('every route is described, and everything that is described is a route', () => {
  const { routes } = createApp(parts as unknown as AppParts);
  const mounted = routes
    .filter(({ method }) => !['ALL', 'OPTIONS'].includes(method))
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    .filter((route) => !UNDESCRIBED.includes(route));
  const { paths } = openApiDocument('4.2.2') as { readonly paths: Readonly<Record<string, object>> };
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(mounted.sort());
});
