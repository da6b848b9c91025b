/** One strategy over one block: the state, and what is known of addresses. */
import * as E from 'fp-ts/lib/Either.js';
import type { Failure } from '../../streams/events.ts';
import type { Log } from '../../streams/ports.ts';
import { failureOf } from '../sources/failure.ts';
import type { Refusal, Routes } from '../sources/routes.ts';
import { parseAddress, printAddress } from './address.ts';
import type { Address } from './address.ts';
import { addressAt, indexOf } from './block.ts';
import type { Block } from './block.ts';
import { createFailing, MAX_FAILING } from './failing.ts';
import type { Random } from './random.ts';
import type { RoutePlannerSettings } from './settings.ts';
import type { Details, Strategy, View } from './strategies/index.ts';

export interface RoutePlannerCtx {
  readonly log: Log;
  readonly random: Random;
  /** Monotonic. */
  readonly nowNs: () => bigint;
  /** Epoch ms. */
  readonly wall: () => number;
}

type Rotating = Extract<Details, { readonly class: 'RotatingIpRoutePlanner' }>;

/** How a planner is doing; addresses are literals, IPv6 ones uncompressed. */
export interface RoutePlannerStatus {
  readonly family: 4 | 6;
  readonly size: bigint;
  readonly failing: readonly { readonly address: string; readonly atMs: number }[];
  /** `currentAddress` is null before the first connection. */
  readonly details: Exclude<Details, Rotating> | (Rotating & { readonly currentAddress: string | null });
}

export interface RoutePlanner extends Routes {
  status(): RoutePlannerStatus;
  /** Lets an address be used again; one that was not failing stays as it is. False: this is no address. */
  free(address: string): boolean;
  freeAll(): void;
}

const explain = ({ reason, service }: Refusal): string =>
  reason === 'rateLimited'
    ? `not used for ${service} for 7 days: too many requests from it`
    : 'not used for 7 days: it cannot be bound; is its block routed to this machine?';

/** What stands for "the usual". */
const DEFAULT_RETRIES = 10;

const retriesOf = (limit: number): number => {
  if (limit < 0) return DEFAULT_RETRIES;
  return limit === 0 ? Infinity : limit;
};

const ascending = (a: bigint, b: bigint): number => (a < b ? -1 : 1);

export interface PlannerParts<State> {
  readonly block: Block;
  readonly excluded: readonly Address[];
  readonly strategy: Strategy<State>;
  readonly settings: Pick<RoutePlannerSettings, 'retryLimit' | 'searchTriggersFail'>;
}

export const createPlanner = <State>(
  { block, excluded, strategy, settings }: PlannerParts<State>,
  { log, random, nowNs, wall }: RoutePlannerCtx,
): RoutePlanner => {
  const never = new Set(excluded.map((address) => indexOf(block, address)).filter((index) => index !== null));
  const failing = createFailing();
  let state = strategy.start(nowNs());

  const indexOfText = (text: string): bigint | null => {
    const address = parseAddress(text);
    return address === null ? null : indexOf(block, address);
  };
  const print = (index: bigint): string => printAddress(addressAt(block, index));

  const takenFor = (service: string): ReadonlySet<bigint> =>
    new Set([...never, ...failing.of(service, wall())]);
  const isFullFor = (service: string): boolean =>
    // More addresses than can ever be marked need no counting.
    block.size <= BigInt(never.size + MAX_FAILING) && BigInt(takenFor(service).size) >= block.size;

  const noneFreeFor = (service: string): E.Either<Failure, never> => {
    const unbindable = failing.of(null, wall()).length;
    const cause =
      `All ${block.size} addresses are excluded or failing for ${service}` +
      (unbindable === 0 ? '' : `: ${unbindable} could not be bound; are they routed to this machine?`);
    return E.left(failureOf("Can't find a free ip", 'suspicious', cause));
  };

  const viewFor = (service: string): View => {
    const nowMs = wall();
    return {
      size: block.size,
      random,
      nowNs: nowNs(),
      isTaken: (index) => never.has(index) || failing.has(index, service, nowMs),
      taken: () => [...takenFor(service)].sort(ascending),
    };
  };

  return {
    family: block.family,
    retryLimit: retriesOf(settings.retryLimit),
    next: (service) => {
      if (isFullFor(service)) return noneFreeFor(service);
      const [index, after] = strategy.next(state, viewFor(service));
      state = after;
      return E.right(print(index));
    },
    failed: (address, refusal) => {
      const { reason, request, service } = refusal;
      if (reason === 'rateLimited' && request === 'search' && !settings.searchTriggersFail) return false;
      const index = indexOfText(address);
      if (index === null) return false;
      failing.mark(index, reason === 'unbindable' ? null : service, wall());
      state = strategy.failed(state, index, { size: block.size, nowNs: nowNs() });
      log.warn(`The address ${address} is ${explain(refusal)}`);
      return true;
    },
    status: () => {
      const details = strategy.details(state, nowNs());
      return {
        family: block.family,
        size: block.size,
        failing: failing.entries(wall()).map(([index, atMs]) => ({ address: print(index), atMs })),
        details:
          details.class === 'RotatingIpRoutePlanner'
            ? { ...details, currentAddress: details.ipIndex === 0n ? null : print(details.ipIndex - 1n) }
            : details,
      };
    },
    free: (text) => {
      if (parseAddress(text) === null) return false;
      const index = indexOfText(text);
      if (index !== null) failing.free(index);
      return true;
    },
    freeAll: () => failing.freeAll(),
  };
};
