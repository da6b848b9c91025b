/** What an operator decides: `lavalink.server.ratelimit.*`. */
import * as E from 'fp-ts/lib/Either.js';
import { parseAddress } from './address.ts';
import type { Address } from './address.ts';
import { combineBlocks } from './block.ts';
import type { Block } from './block.ts';
import { SLASH_64 } from './strategies/index.ts';

export type StrategyName = 'RotateOnBan' | 'LoadBalance' | 'NanoSwitch' | 'RotatingNanoSwitch';

export interface RoutePlannerSettings {
  /** CIDR blocks of one family. None: no route planner. */
  readonly ipBlocks: readonly string[];
  /** Addresses that are never used. */
  readonly excludedIps: readonly string[];
  readonly strategy: StrategyName;
  /** Is an address failing when a search from it is refused? */
  readonly searchTriggersFail: boolean;
  /** Below 0: 10, 0: no limit. */
  readonly retryLimit: number;
}

/** A setting that cannot be followed. `message` completes "<key>: …". */
export interface SettingsProblem {
  readonly key: 'ipBlocks' | 'excludedIps' | 'strategy';
  readonly message: string;
}

export interface Ground {
  readonly block: Block;
  readonly excluded: readonly Address[];
}

const excludedIn = (texts: readonly string[]): E.Either<SettingsProblem, readonly Address[]> => {
  const addresses: Address[] = [];
  for (const text of texts) {
    const address = parseAddress(text.trim());
    if (address === null) {
      const message = `expected IP addresses such as 10.0.0.1, found ${JSON.stringify(text)}`;
      return E.left({ key: 'excludedIps', message });
    }
    addresses.push(address);
  }
  return E.right(addresses);
};

/** The settings, read: right(null) when there are no blocks, left when they make no sense. */
export const readSettings = (settings: RoutePlannerSettings): E.Either<SettingsProblem, Ground | null> => {
  const excluded = excludedIn(settings.excludedIps);
  if (E.isLeft(excluded)) return excluded;
  if (settings.ipBlocks.length === 0) return E.right(null);
  const block = combineBlocks(settings.ipBlocks);
  if (E.isLeft(block)) return E.left({ key: 'ipBlocks', message: block.left });
  const { family, size } = block.right;
  const needsSlash64 = settings.strategy === 'NanoSwitch' || settings.strategy === 'RotatingNanoSwitch';
  if (needsSlash64 && (family !== 6 || size < SLASH_64)) {
    const message = `${settings.strategy} needs IPv6 blocks of at least a /64, found ${settings.ipBlocks.join(', ')}`;
    return E.left({ key: 'strategy', message });
  }
  return E.right({ block: block.right, excluded: excluded.right });
};
