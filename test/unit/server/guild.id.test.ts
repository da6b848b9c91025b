import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGuildId } from '../../../src/server/http/guild.id.ts';

describe('parseGuildId', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['817327181659111454', '817327181659111454'],
    ['007', '7'],
    ['+5', '5'],
    ['-0x10', '-16'],
    ['0X1f', '31'],
    ['#ff', '255'],
    [' 12 ', '12'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['0777777777777777777777', '9223372036854775807'],
  ])('%j is %s', (text, id) => expect(parseGuildId(text)).toBe(id));

  it.each([
    '',
    ' ',
    '-',
    '+',
    '0x',
    '08',
    '1e3',
    '1.0',
    '--1',
    '1 2',
    '١',
    '9223372036854775808',
    '9'.repeat(1000),
  ])('%j is none', (text) => expect(parseGuildId(text)).toBeNull());

  it('reads every number in all of its notations', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (id) => {
        const [sign, size] = id < 0n ? ['-', -id] : ['', id];
        for (const text of [
          `${sign}${size}`,
          `${sign}0x${size.toString(16)}`,
          `${sign}0${size.toString(8)}`,
        ]) {
          expect(parseGuildId(text)).toBe(id.toString());
        }
      }),
      { seed: 42 },
    );
  });
});
