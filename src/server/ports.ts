/** What the server asks of the world besides the engine: types only. */
import type { SchedulerLike } from 'rxjs';
import type { FilterSettings } from '../../streams/commands.ts';
import type { Engine, Loader } from '../engine/types.ts';
import type { TlsOptions } from './http/tls.ts';
import type { InfoMessage, RoutePlannerMessage, StatsMessage } from '../protocol/index.ts';

export interface Log {
  debug(message: string, fields?: object): void;
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}

export interface Clock {
  /** Monotonic time in ms. */
  now(): number;
  /** Epoch ms. */
  wall(): number;
}

/** `logging.request.*`. */
export interface RequestLogSettings {
  readonly enabled: boolean;
  readonly includeClientInfo: boolean;
  readonly includeHeaders: boolean;
  readonly includeQueryString: boolean;
  readonly includePayload: boolean;
  /** Bytes. */
  readonly maxPayloadLength: number;
  /** One more line before the request is handled? */
  readonly beforeRequest: boolean;
}

export interface ServerSettings {
  /** Address to listen on, e.g. `0.0.0.0`. */
  readonly address: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly password: string;
  /** In front of every path; `/lava`, or empty, the default. */
  readonly contextPath?: string;
  /** Default: plain HTTP. */
  readonly tls?: TlsOptions | undefined;
  /** By name; `false` refuses every PATCH that mentions the filter. Default: all are on. */
  readonly filters?: Readonly<Record<string, boolean>>;
  /** Default: requests are not logged. */
  readonly requestLog?: RequestLogSettings;
}

/** What `/version` and `/v4/info` tell of the build; sources and filters are asked for. */
export type BuildInfo = Omit<InfoMessage, 'sourceManagers' | 'filters'>;

/** How the machine and this process are doing. */
export type SystemStats = Omit<StatsMessage, 'players' | 'playingPlayers'>;

export interface StatsSampler {
  sample(): SystemStats;
}

/** The figures for a Prometheus server (protocol §1.14). */
export interface MetricsPage {
  /** The path at which they are free to all; empty: `/metrics`, with the password. */
  readonly endpoint: string;
  /** Format 0.0.4. `names` are those of the samples that are wanted; none: all. */
  text(stats: StatsMessage, names: readonly string[]): Promise<string>;
}

export interface HealthCheck {
  readonly name: string;
  /** What is wrong; null: nothing. */
  readonly failure: string | null;
}

/** What `/livez` and `/readyz` tell. */
export interface Health {
  readonly live: () => readonly HealthCheck[];
  readonly ready: () => readonly HealthCheck[];
}

/** What chooses the addresses that sources connect from. */
export interface RoutePlanner {
  status(): RoutePlannerMessage;
  /** False: this is no IP address. */
  free(address: string): boolean;
  freeAll(): void;
}

/** Everything the server is made from. `scheduler` runs its timers. */
export interface ServerContext {
  readonly engine: Engine;
  readonly loader: Loader;
  readonly settings: ServerSettings;
  readonly info: BuildInfo;
  readonly stats: StatsSampler;
  /** Why filter settings cannot be, with the field; null if they can. */
  readonly filterProblem: (filters: FilterSettings) => string | null;
  /** Names of the filters beyond the ten, which clients set inside `pluginFilters`. Default: none. */
  readonly pluginFilters?: readonly string[];
  readonly log: Log;
  /** Told of every message that goes out on a WebSocket. */
  readonly traceMessage?: ((message: string, fields: object) => void) | undefined;
  /** For the lines of `settings.requestLog`; default: `log`. */
  readonly requestLog?: Log;
  /** Default: there is no such page. */
  readonly metrics?: MetricsPage | undefined;
  /** Null, the default: there is none. */
  readonly routePlanner?: RoutePlanner | null;
  /** Default: there are no such routes. */
  readonly health?: Health;
  readonly clock: Clock;
  readonly scheduler: SchedulerLike;
}
