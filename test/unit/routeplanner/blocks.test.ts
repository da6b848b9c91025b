import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BITS, parseAddress, printAddress } from '../../../src/routeplanner/address.ts';
import { addressAt, combineBlocks, indexOf } from '../../../src/routeplanner/block.ts';
import type { Block } from '../../../src/routeplanner/block.ts';

const block = (...texts: readonly string[]): Block => {
  const combined = combineBlocks(texts);
  if (E.isLeft(combined)) throw new Error(combined.left);
  return combined.right;
};

const family = fc.constantFrom<4 | 6>(4, 6);
const address = family.chain((of) =>
  fc.bigInt({ min: 0n, max: (1n << BigInt(BITS[of])) - 1n }).map((value) => ({ family: of, value })),
);

describe('addresses', () => {
  it.each([
    ['1.2.3.4', '1.2.3.4'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['2001:DB8::', '2001:db8:0:0:0:0:0:0'],
    ['2001:db8::0a:1', '2001:db8:0:0:0:0:a:1'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
  ])('%s is printed as %s', (text, printed) => {
    const parsed = parseAddress(text);
    expect(parsed && printAddress(parsed)).toBe(printed);
  });

  it.each([
    '',
    'localhost',
    '/1.2.3.4',
    '1.2.3',
    '1.2.3.256',
    '01.2.3.4',
    '[::1]',
    'fe80::1%eth0',
    '1::2::3',
  ])('%j is none', (text) => expect(parseAddress(text)).toBeNull());

  it('what is printed is read as the same', () => {
    fc.assert(
      fc.property(address, (one) => {
        // An IPv6 address that wraps an IPv4 one is that one.
        fc.pre(one.family === 4 || one.value >> 32n !== 0xffffn);
        expect(parseAddress(printAddress(one))).toEqual(one);
      }),
      { seed: 42 },
    );
  });
});

describe('blocks', () => {
  it.each([
    [['10.0.0.0/24'], 4, 256n, '10.0.0.0', '10.0.0.255'],
    [['10.1.2.3/8'], 4, 1n << 24n, '10.0.0.0', '10.255.255.255'],
    [['10.0.0.7'], 4, 1n, '10.0.0.7', '10.0.0.7'],
    [[' 10.0.0.0/30 ', '10.0.9.0/30'], 4, 8n, '10.0.0.0', '10.0.9.3'],
    [['10.0.9.0/30', '10.0.0.0/30'], 4, 8n, '10.0.9.0', '10.0.0.3'],
    [['0.0.0.0/0'], 4, 1n << 32n, '0.0.0.0', '255.255.255.255'],
    [['2001:db8::/64'], 6, 1n << 64n, '2001:db8:0:0:0:0:0:0', '2001:db8:0:0:ffff:ffff:ffff:ffff'],
    [['2001:db8::/48'], 6, 1n << 80n, '2001:db8:0:0:0:0:0:0', '2001:db8:0:ffff:ffff:ffff:ffff:ffff'],
    // What lies in another one, or comes twice, counts once.
    [['10.0.0.4/30', '10.0.0.0/24', '10.0.0.0/24'], 4, 256n, '10.0.0.0', '10.0.0.255'],
  ])('%j', (texts, of, size, first, last) => {
    const found = block(...texts);
    expect([found.family, found.size]).toEqual([of, size]);
    expect(printAddress(addressAt(found, 0n))).toBe(first);
    expect(printAddress(addressAt(found, size - 1n))).toBe(last);
    expect(() => addressAt(found, size)).toThrow(RangeError);
    expect(() => addressAt(found, -1n)).toThrow(RangeError);
  });

  it.each([
    [[], 'expected at least one CIDR block'],
    [['10.0.0.0/33'], 'expected CIDR blocks such as 2001:db8::/64, found "10.0.0.0/33"'],
    [['10.0.0.0/'], 'expected CIDR blocks such as 2001:db8::/64, found "10.0.0.0/"'],
    [['2001:db8::/129'], 'expected CIDR blocks such as 2001:db8::/64, found "2001:db8::/129"'],
    [['10.0.0.0-10.0.0.9'], 'expected CIDR blocks such as 2001:db8::/64, found "10.0.0.0-10.0.0.9"'],
    [['10.0.0.0/8', '::/64'], 'expected blocks of one family, found IPv4 and IPv6 (10.0.0.0/8, ::/64)'],
  ])('not %j', (texts, message) => expect(combineBlocks(texts)).toEqual(E.left(message)));

  /** Few bits, so that blocks often lie in each other. */
  const cidr = fc
    .tuple(fc.nat(255), fc.integer({ min: 24, max: 32 }))
    .map(([end, bits]) => `10.0.0.${end}/${bits}`);

  it('every address of every CIDR has exactly one number', () => {
    fc.assert(
      fc.property(fc.array(cidr, { minLength: 1, maxLength: 6 }), (texts) => {
        const found = block(...texts);
        const all = Array.from({ length: Number(found.size) }, (_, index) => addressAt(found, BigInt(index)));
        expect(new Set(all.map(printAddress)).size).toBe(all.length);
        all.forEach((one, index) => expect(indexOf(found, one)).toBe(BigInt(index)));
        for (let end = 0n; end < 256n; end++) {
          const one = { family: 4, value: (10n << 24n) + end } as const;
          const isIn = texts.some((text) => indexOf(block(text), one) !== null);
          expect(indexOf(found, one) !== null).toBe(isIn);
        }
      }),
      { seed: 42, numRuns: 30 },
    );
  });

  it('an address of the other family is none of them', () => {
    expect(indexOf(block('0.0.0.0/0'), { family: 6, value: 1n })).toBeNull();
    expect(indexOf(block('::/0'), { family: 4, value: 1n })).toBeNull();
  });
});
