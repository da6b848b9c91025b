/** Guild ids as path variables: signed 64-bit numbers in the notation of Java's `Long.decode` (protocol §1.6). */

const NOTATION = /^([+-]?)(?:0[xX]([0-9a-fA-F]+)|#([0-9a-fA-F]+)|0([0-7]+)|(0|[1-9]\d*))$/;
/** Longer than any number in range that somebody would write. */
const MAX_LENGTH = 70;
const MIN = -(2n ** 63n);
const MAX = 2n ** 63n - 1n;

const magnitude = (
  hex: string | undefined,
  octal: string | undefined,
  decimal: string | undefined,
): bigint => {
  if (hex !== undefined) return BigInt(`0x${hex}`);
  return octal === undefined ? BigInt(decimal ?? '') : BigInt(`0o${octal}`);
};

/**
 * The id in plain decimal, or null for what is no such number.
 * @example parseGuildId('0x10') // '16'
 */
export const parseGuildId = (text: string): string | null => {
  const [, sign, hex, sharp, octal, decimal] =
    text.length > MAX_LENGTH ? [] : (NOTATION.exec(text.trim()) ?? []);
  if (sign === undefined) return null;
  const value = magnitude(hex ?? sharp, octal, decimal) * (sign === '-' ? -1n : 1n);
  return value < MIN || value > MAX ? null : value.toString();
};
