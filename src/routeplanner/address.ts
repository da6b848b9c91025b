/** IP addresses as numbers, so that blocks of them can be counted through. */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export type Family = 4 | 6;

export interface Address {
  readonly family: Family;
  readonly value: bigint;
}

/** Bits of an address. */
export const BITS: Readonly<Record<Family, number>> = { 4: 32, 6: 128 };

const valueOf = (bytes: readonly number[]): bigint =>
  bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);

/**
 * An address as people write it, without brackets or zone; an IPv4 address in IPv6 clothes (`::ffff:1.2.3.4`) is an
 * IPv4 address, as it is to Java. Null: it is none.
 *
 * @example parseAddress('::1') // { family: 6, value: 1n }
 */
export const parseAddress = (text: string): Address | null => {
  if (isIP(text) === 0 || text.includes('%')) return null;
  const parsed = ipaddr.process(text);
  return { family: parsed instanceof ipaddr.IPv6 ? 6 : 4, value: valueOf(parsed.toByteArray()) };
};

const parts = (value: bigint, count: number, bits: number): readonly bigint[] =>
  Array.from({ length: count }, (_, index) =>
    BigInt.asUintN(bits, value >> BigInt((count - 1 - index) * bits)),
  );

/**
 * The way Java prints it: nothing is left out of an IPv6 address but leading zeros.
 *
 * @example printAddress({ family: 6, value: 1n }) // 0:0:0:0:0:0:0:1
 */
export const printAddress = ({ family, value }: Address): string =>
  family === 4
    ? parts(value, 4, 8).join('.')
    : parts(value, 8, 16)
        .map((group) => group.toString(16))
        .join(':');
