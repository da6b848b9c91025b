/** With a route planner: between which two addresses a request goes. */
import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Routes } from '../routes.ts';
import { bareHost } from './address.ts';
import { blockedBy } from './connector.ts';
import type { HttpProblem } from './problem.ts';

export interface Exit {
  readonly remote: LookupAddress;
  /** Undefined: whichever the system takes. */
  readonly local: string | undefined;
}

export interface ExitDeps {
  readonly routes: Routes;
  readonly lookup: LookupFunction;
  /** For the answer of DNS; 0 waits for ever. */
  readonly timeoutMs: number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

const resolveAll = (host: string, { lookup, timeoutMs }: ExitDeps): Promise<readonly LookupAddress[]> =>
  new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new Error(`DNS gave no answer for ${host}`));
    const timer = timeoutMs > 0 ? setTimeout(giveUp, timeoutMs) : undefined;
    lookup(host, { all: true }, (error, found, family) => {
      clearTimeout(timer);
      if (error !== null) reject(error);
      else resolve(Array.isArray(found) ? found : [{ address: found, family: family ?? 4 }]);
    });
  });

const addressesOf = async (host: string, deps: ExitDeps): Promise<readonly LookupAddress[]> => {
  const family = isIP(host);
  return family === 0 ? resolveAll(host, deps) : [{ address: host, family }];
};

/**
 * A remote address of the planner's family, at random, and the local one for it. A host without IPv6 is reached from
 * the system's own IPv4 address when the blocks are IPv6; the other way round it is not reached at all, as that could
 * only be with an address that the operator did not mean for it.
 */
export const findExit =
  (hostname: string, deps: ExitDeps): TaskEither<HttpProblem, Exit> =>
  async () => {
    const host = bareHost(hostname);
    try {
      const found = await addressesOf(host, deps);
      const ofFamily = found.filter(({ family }) => family === deps.routes.family);
      const usable = ofFamily.length > 0 || deps.routes.family === 4 ? ofFamily : found;
      const remote = usable[Math.floor(deps.random() * usable.length)];
      if (remote === undefined) return E.left({ tag: 'unresolved', host });
      if (ofFamily.length === 0) return E.right({ remote, local: undefined });
      const local = deps.routes.next(host);
      return E.isLeft(local)
        ? E.left({ tag: 'noRoute', failure: local.left })
        : E.right({ remote, local: local.right });
    } catch (error) {
      const blocked = blockedBy(error);
      if (blocked !== undefined) return E.left({ tag: 'blocked', host, address: blocked.address });
      return E.left({ tag: 'connect', error });
    }
  };
