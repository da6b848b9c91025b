import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SERVICE, seeded, testPlanner } from './support.ts';

const end = (address: string): number => Number(/\d+$/.exec(address)?.[0]);

/** The distance from uniform of counts that should all be the same; of k bins about k − 1 is expected. */
const chiSquare = (counts: readonly number[]): number => {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
};

const countBy = (texts: readonly string[]): readonly number[] => {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts.values()];
};

describe('RotateOnBan', () => {
  it('keeps an address until it is refused, then takes the next, round the end', () => {
    const planner = testPlanner({ ipBlocks: ['10.0.0.0/30'] });
    for (const address of ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3']) {
      expect([planner.take(), planner.take('other.example'), planner.take()]).toEqual([
        address,
        address,
        address,
      ]);
      planner.refuse(address);
    }
    planner.free('10.0.0.1');
    expect(planner.take()).toBe('10.0.0.1');
  });

  it('tells its numbers as the reference counts them', () => {
    const planner = testPlanner();
    const details = () => planner.status().details;
    const name = 'RotatingIpRoutePlanner';
    expect(details()).toEqual({ class: name, rotateIndex: 0n, ipIndex: 0n, currentAddress: null });
    planner.take();
    expect(details()).toEqual({ class: name, rotateIndex: 0n, ipIndex: 1n, currentAddress: '10.0.0.0' });
    planner.refuse('10.0.0.0');
    planner.take();
    expect(details()).toEqual({ class: name, rotateIndex: 1n, ipIndex: 2n, currentAddress: '10.0.0.1' });
  });

  it.each([
    ['128 addresses', '10.0.0.0/25', [1]],
    ['more', '10.0.0.0/24', [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]],
  ])('steps of %s', (_name, cidr, steps) => {
    const size = cidr.endsWith('25') ? 128 : 256;
    const seen = new Set<number>();
    const planner = testPlanner({ ipBlocks: [cidr] });
    let last = -1;
    for (let i = 0; i < 200; i++) {
      const next = end(planner.take());
      seen.add((next - last + size) % size);
      planner.refuse(`10.0.0.${next}`);
      planner.freeAll();
      last = next;
    }
    expect([...seen].sort((a, b) => a - b)).toEqual(steps);
  });

  it('reaches every address of a large block', () => {
    const planner = testPlanner({ ipBlocks: ['10.0.0.0/24'] });
    const seen = new Set<string>();
    for (let i = 0; i < 256; i++) {
      const address = planner.take();
      seen.add(address);
      planner.refuse(address);
    }
    expect(seen.size).toBe(256);
    expect(planner.next(SERVICE)).toMatchObject({ left: { message: "Can't find a free ip" } });
  });

  it('a late refusal of an address that it left moves nothing', () => {
    const planner = testPlanner();
    planner.take();
    planner.refuse('10.0.0.0');
    expect(planner.take()).toBe('10.0.0.1');
    planner.refuse('10.0.0.0');
    expect(planner.take()).toBe('10.0.0.1');
    expect(planner.status().details).toMatchObject({ rotateIndex: 1n });
  });

  it('skips what is excluded', () => {
    const planner = testPlanner({ excludedIps: ['10.0.0.0', ' 10.0.0.1', '10.0.0.7', '9.9.9.9', '::1'] });
    const taken = Array.from({ length: 5 }, () => {
      const address = planner.take();
      planner.refuse(address);
      return end(address);
    });
    expect(taken).toEqual([2, 3, 4, 5, 6]);
    expect(planner.next(SERVICE)).toMatchObject({ _tag: 'Left' });
  });
});

describe('LoadBalance', () => {
  const strategy = 'LoadBalance';

  it.each([
    ['one small block', ['10.0.0.0/28'], (address: string) => address, 16],
    // Seven addresses in blocks of three sizes.
    ['mixed blocks', ['10.0.0.0/30', '10.1.0.0/31', '10.2.0.0'], (address: string) => address, 7],
    // By the first digit of the last group, that of 16 bits, and of the first of the lower 64 bits.
    [
      'a /112',
      ['2001:db8::1:0/112'],
      (address: string) => address.split(':')[7]?.padStart(4, '0')[0] ?? '',
      16,
    ],
    ['a /64', ['2001:db8::/64'], (address: string) => address.split(':')[4]?.padStart(4, '0')[0] ?? '', 16],
  ])('every address of %s is as likely as the others', (_name, ipBlocks, bin, bins) => {
    const planner = testPlanner({ strategy, ipBlocks });
    const counts = countBy(Array.from({ length: 8_000 }, () => bin(planner.take())));
    expect(counts).toHaveLength(bins);
    // Chance gives more once in ten thousand seeds; this seed does not.
    expect(chiSquare(counts)).toBeLessThan(44);
  });

  it('so are the few that are left', () => {
    const planner = testPlanner({
      strategy,
      ipBlocks: ['10.0.0.0/24'],
      excludedIps: ['10.0.0.0', '10.0.0.255'],
    });
    const left = new Set(['10.0.0.1', '10.0.0.77', '10.0.0.78', '10.0.0.254']);
    for (let i = 1; i < 255; i++) if (!left.has(`10.0.0.${i}`)) planner.refuse(`10.0.0.${i}`);
    const taken = Array.from({ length: 4_000 }, () => planner.take());
    expect(new Set(taken)).toEqual(left);
    expect(chiSquare(countBy(taken))).toBeLessThan(21);
  });

  it('tells nothing more', () => {
    expect(testPlanner({ strategy }).status().details).toEqual({ class: 'BalancingIpRoutePlanner' });
  });
});

describe('NanoSwitch', () => {
  const strategy = 'NanoSwitch';

  it('numbers addresses by the nanoseconds since the start, and none twice', () => {
    const planner = testPlanner({ strategy, ipBlocks: ['2001:db8::/64'] });
    expect(planner.take()).toBe('2001:db8:0:0:0:0:0:0');
    planner.time.ns += 0x1_0000n;
    expect([planner.take(), planner.take(), planner.take()]).toEqual([
      '2001:db8:0:0:0:0:1:0',
      '2001:db8:0:0:0:0:1:1',
      '2001:db8:0:0:0:0:1:2',
    ]);
    planner.time.ns += 1n;
    expect(planner.take()).toBe('2001:db8:0:0:0:0:1:3');
    expect(planner.status().details).toEqual({ class: 'NanoIpRoutePlanner', currentAddressIndex: 0x1_0001n });
  });

  it('in a larger block any /64 will do', () => {
    const planner = testPlanner({ strategy, ipBlocks: ['2001:db8::/60'] });
    const taken = Array.from({ length: 4_000 }, () => planner.take().split(':')[3] ?? '');
    const counts = countBy(taken);
    expect(counts).toHaveLength(16);
    expect(chiSquare(counts)).toBeLessThan(44);
  });

  it('leaves out what is excluded or failing', () => {
    const planner = testPlanner({ strategy, ipBlocks: ['2001:db8::/64'], excludedIps: ['2001:db8::1'] });
    planner.refuse('2001:db8::2');
    planner.time.ns += 1n;
    expect(planner.take()).toBe('2001:db8:0:0:0:0:0:3');
  });
});

describe('RotatingNanoSwitch', () => {
  const strategy = 'RotatingNanoSwitch';

  it('stays in a /64 until it is refused, and starts its clock again in the next, round the end', () => {
    const planner = testPlanner({ strategy, ipBlocks: ['2001:db8::/63'] });
    planner.time.ns += 7n;
    expect(planner.take()).toBe('2001:db8:0:0:0:0:0:7');
    expect(planner.take()).toBe('2001:db8:0:0:0:0:0:8');
    planner.refuse('2001:db8:0:0:0:0:0:7');
    planner.time.ns += 3n;
    expect(planner.take()).toBe('2001:db8:0:1:0:0:0:3');
    expect(planner.status().details).toEqual({
      class: 'RotatingNanoIpRoutePlanner',
      blockIndex: 1n,
      currentAddressIndex: 3n,
    });
    planner.refuse('2001:db8:0:1:0:0:0:3');
    expect(planner.take()).toBe('2001:db8:0:0:0:0:0:0');
  });

  it('a late refusal from a /64 that it left moves nothing', () => {
    const planner = testPlanner({ strategy, ipBlocks: ['2001:db8::/62'] });
    const [one, two] = [planner.take(), planner.take()];
    planner.refuse(one);
    planner.refuse(two);
    expect(planner.status().details).toMatchObject({ blockIndex: 1n });
  });

  it('a refused address is not taken again when its /64 is', () => {
    const planner = testPlanner({ strategy, ipBlocks: ['2001:db8::/64'] });
    planner.refuse(planner.take());
    expect(planner.take()).toBe('2001:db8:0:0:0:0:0:1');
  });
});

it('chance is even for any limit, and below it', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 1n << 70n }), fc.nat(), (limit, seed) => {
      const random = seeded(seed);
      for (let i = 0; i < 20; i++) {
        const drawn = random(limit);
        expect(drawn >= 0n && drawn < limit).toBe(true);
      }
    }),
    { seed: 42 },
  );
  const random = seeded();
  const drawn = Array.from({ length: 3_000 }, () => String(random(3n)));
  expect(chiSquare(countBy(drawn))).toBeLessThan(18);
});
