/** Chance for numbers of any size. */
import { randomBytes } from 'node:crypto';

/** A whole number from 0 to `limit` − 1, each as likely as the others. */
export type Random = (limit: bigint) => bigint;

/**
 * Chance out of random bytes.
 *
 * @param bytes gives as many as it is asked for; tests bring a seeded one
 * @example randomBelow()(1n << 64n)
 */
export const randomBelow =
  (bytes: (count: number) => Uint8Array = randomBytes): Random =>
  (limit) => {
    const bits = (limit - 1n).toString(2).length;
    for (;;) {
      const drawn = bytes(Math.ceil(bits / 8)).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
      // A remainder would favour small numbers; so what is too large is drawn again, less than every other time.
      const value = BigInt.asUintN(bits, drawn);
      if (value < limit) return value;
    }
  };
