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

const REASONS = {
  rateLimited: 'too many requests from it',
  unbindable: 'it cannot be bound; is the block routed to this machine?',
} as const satisfies Record<Refusal['reason'], string>;

/** What stands for "the usual". */
const DEFAULT_RETRIES = 10;

const retriesOf = (limit: number): number => {
  if (limit < 0) return DEFAULT_RETRIES;
  return limit === 0 ? Infinity : limit;
};

const noFreeAddress = (block: Block): E.Either<Failure, never> =>
  E.left(
    failureOf("Can't find a free ip", 'suspicious', `All ${block.size} addresses are excluded or failing`),
  );

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

  const taken = (): readonly bigint[] => {
    const marked = failing.entries(wall()).map(([index]) => index);
    return [...new Set([...never, ...marked])].sort(ascending);
  };
  const isFull = (): boolean =>
    // More addresses than can ever be marked need no counting.
    block.size <= BigInt(never.size + MAX_FAILING) && BigInt(taken().length) >= block.size;

  const view = (): View => {
    const nowMs = wall();
    return {
      size: block.size,
      random,
      nowNs: nowNs(),
      isTaken: (index) => never.has(index) || failing.has(index, nowMs),
      taken,
    };
  };

  return {
    family: block.family,
    retryLimit: retriesOf(settings.retryLimit),
    next: () => {
      if (isFull()) return noFreeAddress(block);
      const [index, after] = strategy.next(state, view());
      state = after;
      return E.right(print(index));
    },
    failed: (address, { reason, request }) => {
      if (reason === 'rateLimited' && request === 'search' && !settings.searchTriggersFail) return false;
      const index = indexOfText(address);
      if (index === null) return false;
      failing.mark(index, wall());
      state = strategy.failed(state, index, { size: block.size, nowNs: nowNs() });
      log.warn(`The address ${address} is not used for 7 days: ${REASONS[reason]}`);
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
