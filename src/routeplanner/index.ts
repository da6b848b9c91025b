/** The route planner: from which of many local addresses sources connect, so that no service sees all of it from one. */
import * as E from 'fp-ts/lib/Either.js';
import { createPlanner } from './planner.ts';
import type { RoutePlanner, RoutePlannerCtx } from './planner.ts';
import { randomBelow } from './random.ts';
import type { RoutePlannerSettings, SettingsProblem } from './settings.ts';
import { readSettings } from './settings.ts';
import { loadBalance, nanoSwitch, rotateOnBan, rotatingNanoSwitch } from './strategies/index.ts';

export type { RoutePlanner, RoutePlannerCtx, RoutePlannerStatus } from './planner.ts';
export { randomBelow } from './random.ts';
export type { Random } from './random.ts';
export type { RoutePlannerSettings, SettingsProblem, StrategyName } from './settings.ts';

const monotonicNs = (): bigint => process.hrtime.bigint();

/**
 * The route planner that the settings ask for; right(null) when they name no blocks.
 *
 * @returns left: which setting makes no sense, and why
 * @example
 * const planner = createRoutePlanner({ ...settings, ipBlocks: ['2001:db8::/64'] }, { log });
 */
export const createRoutePlanner = (
  settings: RoutePlannerSettings,
  {
    log,
    random = randomBelow(),
    nowNs = monotonicNs,
    wall = Date.now,
  }: Partial<RoutePlannerCtx> & Pick<RoutePlannerCtx, 'log'>,
): E.Either<SettingsProblem, RoutePlanner | null> => {
  const ground = readSettings(settings);
  if (E.isLeft(ground) || ground.right === null) return E.map(() => null)(ground);
  const parts = { ...ground.right, settings };
  const ctx: RoutePlannerCtx = { log, random, nowNs, wall };
  switch (settings.strategy) {
    case 'RotateOnBan':
      return E.right(createPlanner({ ...parts, strategy: rotateOnBan }, ctx));
    case 'LoadBalance':
      return E.right(createPlanner({ ...parts, strategy: loadBalance }, ctx));
    case 'NanoSwitch':
      return E.right(createPlanner({ ...parts, strategy: nanoSwitch }, ctx));
    case 'RotatingNanoSwitch':
      return E.right(createPlanner({ ...parts, strategy: rotatingNanoSwitch }, ctx));
  }
};

/** What is wrong with these settings; null: nothing. */
export const routePlannerProblem = (settings: RoutePlannerSettings): SettingsProblem | null => {
  const ground = readSettings(settings);
  return E.isLeft(ground) ? ground.left : null;
};
