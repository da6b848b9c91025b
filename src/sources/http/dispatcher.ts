/** Where the http source's connections come from: direct ones, or the operator's proxy. */
import type { LookupFunction } from 'node:net';
import { Client, Pool, ProxyAgent } from 'undici';
import type { buildConnector, Dispatcher } from 'undici';
import { createConnector } from './connector.ts';
import type { Exit } from './exit.ts';
import { connectLate } from './late.end.ts';
import type { HttpSettings } from './settings.ts';

/**
 * A dispatcher for one request to `origin`. Whoever made the request destroys it, and with it the connection. Shared
 * dispatchers would do worse: undici's open a new, idle connection whenever a body is given up half-way.
 */
export type Dispatch = (origin: string, exit?: Exit) => Dispatcher;

const CONNECTION_PER_REQUEST = { pipelining: 0 } as const;

/** What DNS has said already. */
const known =
  ({ remote }: Exit): LookupFunction =>
  (_host, { all }, callback) => {
    if (all === true) callback(null, [remote]);
    else callback(null, remote.address, remote.family);
  };

/** The proxy agent decides how its pools connect. */
const isConnector = (value: unknown): value is buildConnector.connector => typeof value === 'function';

const pool = (origin: string | URL, options: object): Pool => {
  const connect: unknown = 'connect' in options ? options.connect : undefined;
  return new Pool(origin, {
    ...options,
    ...CONNECTION_PER_REQUEST,
    ...(isConnector(connect) ? { connect: connectLate(connect) } : {}),
  });
};

/**
 * Behind a proxy, names are resolved by the proxy: there only literal addresses are checked here (see `request.ts`),
 * and the proxy's own rules guard its network.
 */
export const createDispatch = (settings: HttpSettings, lookup?: LookupFunction): Dispatch => {
  const { proxy, timeouts, allowPrivateNetworks } = settings;
  if (proxy === null) {
    const common = { connectMs: timeouts.connectMs, allowPrivateNetworks };
    const connectAnyhow = createConnector(common, lookup);
    return (origin, exit) => {
      // A connector of its own: TLS sessions that are resumed would tell that two addresses are one client's.
      const connect =
        exit === undefined
          ? connectAnyhow
          : createConnector({ ...common, localAddress: exit.local }, known(exit));
      return new Client(origin, { ...CONNECTION_PER_REQUEST, connect });
    };
  }
  const host = proxy.host.includes(':') ? `[${proxy.host}]` : proxy.host;
  const login = Buffer.from(`${proxy.user}:${proxy.password}`).toString('base64');
  return () =>
    new ProxyAgent({
      ...CONNECTION_PER_REQUEST,
      uri: `http://${host}:${proxy.port}`,
      // Proxies commonly allow CONNECT only to port 443, so plain HTTP goes as an ordinary proxy request.
      proxyTunnel: false,
      proxyTls: { timeout: timeouts.connectMs },
      requestTls: { timeout: timeouts.connectMs },
      factory: pool,
      ...(proxy.user.trim() === '' ? {} : { token: `Basic ${login}` }),
    });
};
