/** The http source's settings from the reference's configuration keys. */
import { DEFAULT_HTTP_SETTINGS, type HttpSettings } from './settings.ts';

export interface HttpConfig {
  readonly timeouts: {
    readonly connectTimeoutMs: number;
    readonly connectionRequestTimeoutMs: number;
    readonly socketTimeoutMs: number;
  };
  readonly httpConfig: {
    readonly proxyHost: string;
    readonly proxyPort: number;
    readonly proxyUser: string;
    readonly proxyPassword: string;
    readonly allowPrivateNetworks: boolean;
  };
}

export const httpSettings = ({ timeouts, httpConfig }: HttpConfig): HttpSettings => ({
  ...DEFAULT_HTTP_SETTINGS,
  timeouts: {
    connectMs: timeouts.connectTimeoutMs,
    headersMs: timeouts.connectionRequestTimeoutMs,
    idleMs: timeouts.socketTimeoutMs,
  },
  allowPrivateNetworks: httpConfig.allowPrivateNetworks,
  proxy:
    httpConfig.proxyHost.trim() === ''
      ? null
      : {
          host: httpConfig.proxyHost,
          port: httpConfig.proxyPort,
          user: httpConfig.proxyUser,
          password: httpConfig.proxyPassword,
        },
});
