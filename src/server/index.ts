/** The Lavalink v4 surface: HTTP and WebSocket. */
export type { LavalinkServer, ServerOptions } from './create.server.ts';
export { createServer } from './create.server.ts';
export type {
  BuildInfo,
  Clock,
  Log,
  RequestLogSettings,
  ServerSettings,
  StatsSampler,
  SystemStats,
} from './ports.ts';
export { tlsOptions, tlsProblem } from './http/tls.ts';
export { availableFilters } from './player/filters.policy.ts';
export { createSystemStats } from './stats/system.ts';
