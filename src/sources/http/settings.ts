/** What an operator may decide about the http source. */

export interface ProxySettings {
  readonly host: string;
  readonly port: number;
  /** Blank: no login. */
  readonly user: string;
  readonly password: string;
}

export interface HttpTimeouts {
  /** Until the connection stands, DNS and TLS included. */
  readonly connectMs: number;
  /** From the request to the end of the answer's headers. */
  readonly headersMs: number;
  /** Silence within a body, while somebody wants to read. */
  readonly idleMs: number;
}

export interface HttpSettings {
  readonly timeouts: HttpTimeouts;
  /** May URLs lead to loopback, private and link-local addresses? */
  readonly allowPrivateNetworks: boolean;
  readonly proxy: ProxySettings | null;
  /** Pauses before each attempt to take up a broken stream again; as many attempts as there are entries. */
  readonly retryDelaysMs: readonly number[];
  readonly userAgent: string;
}

export const DEFAULT_HTTP_SETTINGS: HttpSettings = {
  timeouts: { connectMs: 3_000, headersMs: 3_000, idleMs: 3_000 },
  allowPrivateNetworks: false,
  proxy: null,
  retryDelaysMs: [100, 500, 1_500],
  userAgent: 'Lavastream',
};
