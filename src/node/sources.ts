/** Where tracks come from: the sources that the configuration switches on, and the addresses they go out from. */
import { isLeft } from 'fp-ts/lib/Either.js';
import type { Log } from '../../streams/ports.ts';
import type { Config, ConfigCheck } from '../config/index.ts';
import { createRoutePlanner, routePlannerProblem, type RoutePlanner } from '../routeplanner/index.ts';
import { httpSettings } from '../sources/http/config.ts';
import { lazySource } from '../sources/lazy.ts';
import { createLocalSource } from '../sources/local/index.ts';
import type { Source } from '../sources/types.ts';

type Settings = Config['lavalink']['server'];

export const checkRoutePlanner: ConfigCheck = ({ lavalink }) => {
  const found = routePlannerProblem(lavalink.server.ratelimit);
  return found && { ...found, key: `lavalink.server.ratelimit.${found.key}` };
};

/** Null: the settings name no blocks. */
export const routePlannerOf = ({ ratelimit, httpConfig }: Settings, log: Log): RoutePlanner | null => {
  const planner = createRoutePlanner(ratelimit, { log });
  if (isLeft(planner))
    throw new Error(`lavalink.server.ratelimit.${planner.left.key}: ${planner.left.message}`);
  if (planner.right !== null && httpConfig.proxyHost.trim() !== '') {
    log.warn('lavalink.server.ratelimit has no effect on the http source: its requests go through the proxy');
  }
  return planner.right;
};

/** In the order in which they are asked. The http library is only there for who plays a URL. */
export const sourcesOf = (settings: Settings, routePlanner: RoutePlanner | null): readonly Source[] => [
  ...(settings.sources.local ? [createLocalSource()] : []),
  ...(settings.sources.http
    ? [
        lazySource('http', async () => {
          const { createHttpSource } = await import('../sources/http/index.ts');
          return createHttpSource(httpSettings(settings), { routes: routePlanner ?? undefined });
        }),
      ]
    : []),
];
