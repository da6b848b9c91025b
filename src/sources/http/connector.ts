/** Opens the sockets of the http source: only to addresses that users' URLs may reach. */
import { lookup as systemLookup } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { bareHost, isPrivateHost, isPublicAddress } from './address.ts';
import { tolerateIcyStatus } from './icy.ts';
import { connectLate } from './late.end.ts';

/** The URL leads into a network that is closed to it. */
export class BlockedAddressError extends Error {
  override readonly name = 'BlockedAddressError';
  readonly address: string;

  constructor(address: string) {
    super(`${address} is not a public address`);
    this.address = address;
  }
}

/** The reason why a connection was not made, if that was it. */
export const blockedBy = (error: unknown): BlockedAddressError | undefined => {
  if (error instanceof BlockedAddressError) return error;
  return error instanceof Error && error.cause !== undefined ? blockedBy(error.cause) : undefined;
};

/**
 * A lookup that gives only public addresses. The check sits here, between DNS and the socket, so that the address
 * that was checked is the one that is connected to: asking DNS a second time could bring another answer (rebinding).
 */
export const guardLookup =
  (lookup: LookupFunction): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found, family) => {
      if (error !== null) return callback(error, []);
      const all: LookupAddress[] = Array.isArray(found) ? found : [{ address: found, family: family ?? 4 }];
      const open = all.filter(({ address }) => isPublicAddress(address));
      const [first] = open;
      if (first === undefined) return callback(new BlockedAddressError(all[0]?.address ?? hostname), []);
      if (options.all === true) return callback(null, open);
      callback(null, first.address, first.family);
    });
  };

export interface ConnectorSettings {
  readonly connectMs: number;
  readonly allowPrivateNetworks: boolean;
  /** Bound by every socket; undefined: the system chooses. Then `lookup` has to give addresses of its family only. */
  readonly localAddress?: string | undefined;
}

/** The `connect` function of an undici dispatcher. `lookup` replaces the system's DNS (tests). */
export const createConnector = (
  { connectMs, allowPrivateNetworks, localAddress }: ConnectorSettings,
  lookup: LookupFunction = systemLookup,
): buildConnector.connector => {
  const connect = buildConnector({
    timeout: connectMs,
    autoSelectFamily: true,
    lookup: allowPrivateNetworks ? lookup : guardLookup(lookup),
  });
  return connectLate((options, callback) => {
    // A literal address never reaches `lookup`.
    if (!allowPrivateNetworks && isPrivateHost(options.hostname)) {
      return callback(new BlockedAddressError(bareHost(options.hostname)), null);
    }
    connect(localAddress === undefined ? options : { ...options, localAddress }, (...result) => {
      const [error, socket] = result;
      if (error !== null) return callback(error, null);
      callback(null, tolerateIcyStatus(socket));
    });
  });
};
