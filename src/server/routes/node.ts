/** What this node is and how it does: `/version`, `/v4/info`, `/v4/stats`. */
import { writeInfo, writeRestStats } from '../../protocol/index.ts';
import { json } from '../http/answer.ts';
import { textType } from '../http/media.ts';
import type { Route } from '../http/route.ts';
import { availableFilters } from '../player/filters.policy.ts';
import type { ServerContext } from '../ports.ts';
import type { Registry } from '../sessions/registry.ts';
import { nodeStats } from '../stats/stats.ts';

export const nodeRoutes = (
  {
    info,
    loader,
    stats,
    settings,
    pluginFilters,
  }: Pick<ServerContext, 'info' | 'loader' | 'stats' | 'settings' | 'pluginFilters'>,
  registry: Pick<Registry, 'players'>,
): readonly Route[] => {
  // Asked often by some libraries, and the same for as long as the node runs.
  const infoText = writeInfo({
    ...info,
    sourceManagers: loader.sourceNames,
    filters: availableFilters(settings.filters ?? {}, pluginFilters),
  });
  return [
    {
      path: '/version',
      isPlain: true,
      methods: {
        GET: ({ req }) =>
          new Response(info.version.semver, { headers: { 'Content-Type': textType(req.header('accept')) } }),
      },
    },
    {
      path: '/v4/info',
      methods: {
        GET: () => json(infoText),
      },
    },
    {
      path: '/v4/stats',
      methods: { GET: () => json(writeRestStats(nodeStats(stats.sample(), registry.players()))) },
    },
  ];
};
