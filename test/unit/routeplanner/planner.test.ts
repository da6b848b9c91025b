import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFailing, FAILING_MS, MAX_FAILING } from '../../../src/routeplanner/failing.ts';
import { createRoutePlanner, routePlannerProblem } from '../../../src/routeplanner/index.ts';
import type { RoutePlannerSettings } from '../../../src/routeplanner/index.ts';
import { SERVICE, seeded, SETTINGS, testPlanner } from './support.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('whatever happens, an address is given that is neither excluded nor failing, while there is one', () => {
  const services = ['a.example', 'b.example'];
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ type: fc.constant('take' as const), by: fc.nat(1) }) },
    { weight: 5, arbitrary: fc.record({ type: fc.constant('refuse' as const), by: fc.nat(1) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('unbindable' as const), by: fc.nat(1) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('free' as const), by: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('wait' as const), by: fc.nat(3) }) },
  );

  it.each(['RotateOnBan', 'LoadBalance'] as const)('%s', (strategy) => {
    fc.assert(
      fc.property(fc.nat(), fc.array(step, { maxLength: 60 }), (seed, steps) => {
        const excluded = '10.0.0.3';
        const planner = testPlanner(
          { strategy, ipBlocks: ['10.0.0.0/30'], excludedIps: [excluded] },
          seeded(seed),
        );
        const all = Array.from({ length: 4 }, (_, end) => `10.0.0.${end}`);
        // By service and address: until when. A bind failure counts for both services.
        const untilMs = new Map<string, number>();
        const isFree = (service: string, address: string): boolean =>
          address !== excluded && planner.time.wallMs >= (untilMs.get(`${service} ${address}`) ?? 0);
        let current = '10.0.0.0';
        for (const { type, by } of steps) {
          const service = services[by] ?? SERVICE;
          const refused = type === 'unbindable' ? services : [service];
          if (type === 'take') {
            const taken = planner.next(service);
            if (all.some((one) => isFree(service, one))) {
              current = E.isRight(taken) ? taken.right : 'none';
              expect(isFree(service, current)).toBe(true);
            } else {
              expect(taken).toMatchObject({
                left: {
                  message: "Can't find a free ip",
                  severity: 'suspicious',
                  cause: expect.stringContaining(
                    `All 4 addresses are excluded or failing for ${service}`,
                  ) as string,
                },
              });
            }
          } else if (type === 'refuse' || type === 'unbindable') {
            const reason = type === 'refuse' ? 'rateLimited' : type;
            expect(planner.failed(current, { reason, request: 'main', service })).toBe(true);
            for (const one of refused) untilMs.set(`${one} ${current}`, planner.time.wallMs + FAILING_MS);
          } else if (type === 'free') {
            expect(planner.free(`10.0.0.${by}`)).toBe(true);
            for (const one of services) untilMs.delete(`${one} 10.0.0.${by}`);
          } else {
            planner.time.wallMs += by * 3 * DAY_MS;
          }
        }
        const failing = all.filter((one) =>
          services.some((service) => (untilMs.get(`${service} ${one}`) ?? 0) > planner.time.wallMs),
        );
        expect(
          planner
            .status()
            .failing.map(({ address }) => address)
            .sort(),
        ).toEqual(failing);
      }),
      { seed: 42, numRuns: 150 },
    );
  });
});

describe('failing addresses', () => {
  it('are left alone for seven days, and are told with the time of their last refusal, in that order', () => {
    const planner = testPlanner({ ipBlocks: ['10.0.0.0/31'] });
    const startMs = planner.time.wallMs;
    planner.refuse('10.0.0.0');
    planner.time.wallMs += 1000;
    planner.refuse('10.0.0.1');
    planner.time.wallMs += 1000;
    planner.refuse('10.0.0.0', 'other.example');
    expect(planner.status()).toMatchObject({
      family: 4,
      size: 2n,
      failing: [
        { address: '10.0.0.1', atMs: startMs + 1000 },
        { address: '10.0.0.0', atMs: startMs + 2000 },
      ],
    });
    planner.time.wallMs = startMs + 7 * DAY_MS - 1;
    expect(planner.next(SERVICE)).toMatchObject({ _tag: 'Left' });
    planner.time.wallMs = startMs + 7 * DAY_MS;
    expect(planner.take()).toBe('10.0.0.0');
    planner.time.wallMs = startMs + 7 * DAY_MS + 2000;
    expect(planner.status().failing).toEqual([]);
  });

  it('what one service refuses, another may take; what cannot be bound, none', () => {
    const planner = testPlanner({ ipBlocks: ['10.0.0.0'] });
    planner.refuse('10.0.0.0', 'evil.example');
    expect(planner.next('evil.example')).toMatchObject({ _tag: 'Left' });
    expect(planner.take()).toBe('10.0.0.0');
    planner.failed('10.0.0.0', { reason: 'unbindable', request: 'main', service: 'evil.example' });
    expect(planner.next(SERVICE)).toMatchObject({ _tag: 'Left' });
    expect(planner.warnings).toEqual([
      'The address 10.0.0.0 is not used for evil.example for 7 days: too many requests from it',
      'The address 10.0.0.0 is not used for 7 days: it cannot be bound; is its block routed to this machine?',
    ]);
  });

  it('can be freed, one or all', () => {
    const planner = testPlanner({ ipBlocks: ['2001:db8::/126'] });
    const failing = () => planner.status().failing.map(({ address }) => address);
    for (const end of [0, 1, 2, 3]) planner.refuse(`2001:db8::${end}`, `${end}.example`);
    expect(planner.free('2001:DB8:0::1')).toBe(true);
    expect(failing()).toEqual(['2001:db8:0:0:0:0:0:0', '2001:db8:0:0:0:0:0:2', '2001:db8:0:0:0:0:0:3']);
    // Never failing, never ours: nothing to do.
    for (const text of ['2001:db8::1', '2001:db8::ffff', '1.2.3.4']) expect(planner.free(text)).toBe(true);
    for (const text of ['', '/1.2.3.4', 'localhost', 'no such']) expect(planner.free(text)).toBe(false);
    expect(failing()).toHaveLength(3);
    planner.freeAll();
    expect(failing()).toEqual([]);
  });

  it('an address from elsewhere is not ours to mark', () => {
    const planner = testPlanner();
    expect(planner.refuse('9.9.9.9')).toBe(false);
    expect(planner.refuse('10.0.0.8')).toBe(false);
    expect([planner.status().failing, planner.warnings]).toEqual([[], []]);
  });

  it.each([true, false])(
    'a search that is refused counts if searchTriggersFail is %s',
    (searchTriggersFail) => {
      const planner = testPlanner({ searchTriggersFail });
      const search = { request: 'search', service: SERVICE } as const;
      expect(planner.failed(planner.take(), { reason: 'rateLimited', ...search })).toBe(searchTriggersFail);
      expect(planner.status().failing).toHaveLength(searchTriggersFail ? 1 : 0);
      expect(planner.take()).toBe(searchTriggersFail ? '10.0.0.1' : '10.0.0.0');
      // What cannot be bound cannot be used for anything.
      expect(planner.failed(planner.take(), { reason: 'unbindable', ...search })).toBe(true);
    },
  );

  it('are no more than can be remembered', () => {
    const failing = createFailing();
    for (let index = 0n; index <= BigInt(MAX_FAILING); index++) failing.mark(index, SERVICE, Number(index));
    const entries = failing.entries(MAX_FAILING);
    expect([entries.length, entries[0]]).toEqual([MAX_FAILING, [1n, 1]]);
    expect([failing.has(0n, SERVICE, 1), failing.has(1n, SERVICE, 1)]).toEqual([false, true]);
  });
});

describe('settings', () => {
  it.each([
    [-1, 10],
    [-7, 10],
    [0, Infinity],
    [1, 1],
    [25, 25],
  ])('retryLimit %d is %d', (retryLimit, limit) =>
    expect(testPlanner({ retryLimit }).retryLimit).toBe(limit),
  );

  const needsSlash64 = (strategy: string, found: string) => ({
    key: 'strategy',
    message: `${strategy} needs IPv6 blocks of at least a /64, found ${found}`,
  });

  it.each<readonly [Partial<RoutePlannerSettings>, object | null]>([
    [{}, null],
    [{ ipBlocks: [] }, null],
    [{ strategy: 'NanoSwitch', ipBlocks: ['::/64'] }, null],
    [{ strategy: 'NanoSwitch', ipBlocks: ['1::/65', '2::/65'] }, null],
    [{ strategy: 'NanoSwitch', ipBlocks: ['::/65'] }, needsSlash64('NanoSwitch', '::/65')],
    [
      { strategy: 'RotatingNanoSwitch', ipBlocks: ['10.0.0.0/8', '11.0.0.0/8'] },
      needsSlash64('RotatingNanoSwitch', '10.0.0.0/8, 11.0.0.0/8'),
    ],
    [
      { ipBlocks: ['10.0.0.0/8', '::/64'] },
      { key: 'ipBlocks', message: 'expected blocks of one family, found IPv4 and IPv6 (10.0.0.0/8, ::/64)' },
    ],
    [
      { ipBlocks: ['nonsense'] },
      { key: 'ipBlocks', message: 'expected CIDR blocks such as 2001:db8::/64, found "nonsense"' },
    ],
    [
      { excludedIps: ['10.0.0.0/8'] },
      { key: 'excludedIps', message: 'expected IP addresses such as 10.0.0.1, found "10.0.0.0/8"' },
    ],
  ])('%j', (change, problem) => {
    const settings = { ...SETTINGS, ...change };
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    expect(routePlannerProblem(settings)).toEqual(problem);
    const planner = createRoutePlanner(settings, { log });
    expect(E.isLeft(planner) ? planner.left : null).toEqual(problem);
    if (settings.ipBlocks.length === 0) expect(planner).toEqual(E.right(null));
  });

  it('everything excluded leaves nothing', () => {
    const planner = testPlanner({ ipBlocks: ['10.0.0.0/31'], excludedIps: ['10.0.0.0', '10.0.0.1'] });
    expect(planner.next(SERVICE)).toMatchObject({ left: { message: "Can't find a free ip" } });
  });
});
