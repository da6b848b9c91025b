/** The addresses that may be used: some CIDR blocks, counted through as if they were one (protocol §8). */
import * as E from 'fp-ts/lib/Either.js';
import { BITS, parseAddress } from './address.ts';
import type { Address, Family } from './address.ts';

interface Range {
  readonly first: bigint;
  readonly size: bigint;
}

export interface Block {
  readonly family: Family;
  /** None of them overlap. */
  readonly ranges: readonly Range[];
  /** Addresses in all ranges. */
  readonly size: bigint;
}

interface Cidr extends Range {
  readonly family: Family;
}

/** A lone address is a block of one. Bits behind the mask are dropped: `10.1.2.3/8` is `10.0.0.0/8`. */
const parseCidr = (text: string): Cidr | null => {
  const [, literal = '', mask] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const address = parseAddress(literal);
  if (address === null) return null;
  const bits = BITS[address.family];
  const length = mask === undefined ? bits : Number(mask);
  if (length > bits) return null;
  const size = 1n << BigInt(bits - length);
  return { family: address.family, first: address.value - (address.value % size), size };
};

const contains = (outer: Range, inner: Range): boolean =>
  inner.first >= outer.first && inner.first + inner.size <= outer.first + outer.size;

/** CIDR blocks lie within each other or apart, never across; of equal ones the first stays. */
const withoutRepeats = (ranges: readonly Range[]): readonly Range[] =>
  ranges.filter(
    (range, index) =>
      !ranges.some(
        (other, at) => at !== index && contains(other, range) && (other.size > range.size || at < index),
      ),
  );

/**
 * Several CIDR blocks as one.
 *
 * @returns left: why not, as the end of a sentence
 * @example combineBlocks(['10.0.0.0/24', '10.0.9.0/24']) // right({ family: 4, size: 512n, … })
 */
export const combineBlocks = (texts: readonly string[]): E.Either<string, Block> => {
  const ranges: Range[] = [];
  let family: Family | undefined;
  for (const text of texts) {
    const cidr = parseCidr(text);
    if (cidr === null)
      return E.left(`expected CIDR blocks such as 2001:db8::/64, found ${JSON.stringify(text)}`);
    if (family !== undefined && cidr.family !== family) {
      return E.left(`expected blocks of one family, found IPv4 and IPv6 (${texts.join(', ')})`);
    }
    family = cidr.family;
    ranges.push({ first: cidr.first, size: cidr.size });
  }
  if (family === undefined) return E.left('expected at least one CIDR block');
  const apart = withoutRepeats(ranges);
  return E.right({ family, ranges: apart, size: apart.reduce((sum, { size }) => sum + size, 0n) });
};

/**
 * The address number `index` of the block.
 * @throws {RangeError} outside of 0 … size − 1
 */
export const addressAt = ({ family, ranges }: Block, index: bigint): Address => {
  let rest = index;
  for (const { first, size } of ranges) {
    if (rest >= 0n && rest < size) return { family, value: first + rest };
    rest -= size;
  }
  throw new RangeError(`no address number ${index}`);
};

/** Which number an address has; null outside of the block. */
export const indexOf = ({ family, ranges }: Block, address: Address): bigint | null => {
  if (address.family !== family) return null;
  let before = 0n;
  for (const { first, size } of ranges) {
    if (address.value >= first && address.value < first + size) return before + address.value - first;
    before += size;
  }
  return null;
};
