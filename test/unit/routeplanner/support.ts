/** Route planners with chance and time in a test's hands. */
import * as E from 'fp-ts/lib/Either.js';
import { createRoutePlanner } from '../../../src/routeplanner/index.ts';
import type { RoutePlanner, RoutePlannerSettings } from '../../../src/routeplanner/index.ts';
import { randomBelow } from '../../../src/routeplanner/random.ts';
import type { Random } from '../../../src/routeplanner/random.ts';

export const SETTINGS: RoutePlannerSettings = {
  ipBlocks: ['10.0.0.0/29'],
  excludedIps: [],
  strategy: 'RotateOnBan',
  searchTriggersFail: true,
  retryLimit: -1,
};

/** The same chance every time: a linear congruential generator's upper bytes. */
export const seeded = (seed = 1): Random => {
  let state = BigInt(seed);
  return randomBelow((count) =>
    Uint8Array.from({ length: count }, () => {
      state = BigInt.asUintN(64, state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n);
      return Number(state >> 56n);
    }),
  );
};

export interface TestPlanner extends RoutePlanner {
  readonly time: { ns: bigint; wallMs: number };
  readonly warnings: readonly string[];
  /** The address of one more request, which must exist. */
  take(service?: string): string;
  /** Too many requests. */
  refuse(address: string, service?: string): boolean;
}

export const SERVICE = 'songs.example';

export const testPlanner = (change: Partial<RoutePlannerSettings> = {}, random = seeded()): TestPlanner => {
  const time = { ns: 5_000n, wallMs: 1_573_520_707_545 };
  const warnings: string[] = [];
  const ignore = (): void => undefined;
  const log = {
    debug: ignore,
    info: ignore,
    error: ignore,
    warn: (line: string) => void warnings.push(line),
  };
  const ctx = { log, random, nowNs: () => time.ns, wall: () => time.wallMs };
  const planner = createRoutePlanner({ ...SETTINGS, ...change }, ctx);
  if (E.isLeft(planner) || planner.right === null) throw new Error(JSON.stringify(planner));
  const routes = planner.right;
  return {
    ...routes,
    time,
    warnings,
    take: (service = SERVICE) => {
      const address = routes.next(service);
      if (E.isLeft(address)) throw new Error(address.left.message);
      return address.right;
    },
    refuse: (address, service = SERVICE) =>
      routes.failed(address, { reason: 'rateLimited', request: 'main', service }),
  };
};
