/** Status of the route planner (protocol §8). */
import type { JsonText } from '../json/index.ts';
import { javaDate } from './java.date.ts';
import { array, integer, object, string } from './text.ts';

/** What only one class of planner tells. */
export type RoutePlannerDetails =
  | {
      readonly class: 'RotatingIpRoutePlanner';
      readonly rotateIndex: bigint;
      readonly ipIndex: bigint;
      /** Null: none yet. */
      readonly currentAddress: string | null;
    }
  | { readonly class: 'BalancingIpRoutePlanner' }
  | { readonly class: 'NanoIpRoutePlanner'; readonly currentAddressIndex: bigint }
  | {
      readonly class: 'RotatingNanoIpRoutePlanner';
      readonly blockIndex: bigint;
      readonly currentAddressIndex: bigint;
    };

/** Addresses are literals, IPv6 ones uncompressed: `2001:db8:0:0:0:0:0:1`. */
export interface RoutePlannerMessage {
  readonly family: 4 | 6;
  /** How many addresses there are. */
  readonly size: bigint;
  readonly failing: readonly { readonly address: string; /** Epoch ms. */ readonly atMs: number }[];
  readonly details: RoutePlannerDetails;
}

/** Java prints an address as `host/literal`, and these have no host. */
const slashed = (address: string): string => `/${address}`;

const count = (value: bigint): JsonText => string(value.toString());

const own = (details: RoutePlannerDetails): Record<string, JsonText> => {
  switch (details.class) {
    case 'RotatingIpRoutePlanner':
      return {
        rotateIndex: count(details.rotateIndex),
        ipIndex: count(details.ipIndex),
        currentAddress: string(details.currentAddress === null ? 'null' : slashed(details.currentAddress)),
      };
    case 'BalancingIpRoutePlanner':
      return {};
    case 'NanoIpRoutePlanner':
      return { currentAddressIndex: count(details.currentAddressIndex) };
    case 'RotatingNanoIpRoutePlanner':
      return {
        blockIndex: count(details.blockIndex),
        currentAddressIndex: count(details.currentAddressIndex),
      };
  }
};

/**
 * The answer of GET routeplanner/status.
 *
 * @param timeZone of `failingTime`, an IANA name; default: the machine's
 */
export const writeRoutePlanner = (message: RoutePlannerMessage, timeZone?: string): JsonText =>
  object({
    class: string(message.details.class),
    details: object({
      ipBlock: object({ type: string(`Inet${message.family}Address`), size: count(message.size) }),
      failingAddresses: array(
        message.failing.map(({ address, atMs }) =>
          object({
            failingAddress: string(slashed(address)),
            failingTimestamp: integer(atMs),
            failingTime: string(javaDate(atMs, timeZone)),
          }),
        ),
      ),
      ...own(message.details),
    }),
  });
