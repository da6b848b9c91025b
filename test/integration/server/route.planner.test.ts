/** The three routes of a route planner that is on (protocol §8); off, see `tracks.test.ts`. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testPlanner } from '../../unit/routeplanner/support.ts';
import type { TestPlanner } from '../../unit/routeplanner/support.ts';
import type { TestNode } from './support/node.ts';
import { startNode } from './support/node.ts';

let node: TestNode;
let routePlanner: TestPlanner;
beforeEach(async () => {
  routePlanner = testPlanner({ ipBlocks: ['2001:db8::/126'] });
  node = await startNode({ routePlanner });
});
afterEach(() => node.server.close());

const status = async () => (await node.rest('GET', '/v4/routeplanner/status')).json;
const free = (body: unknown) => node.rest('POST', '/v4/routeplanner/free/address', body);
const failing = () => routePlanner.status().failing.map(({ address }) => address);

it('status', async () => {
  expect(await status()).toMatchObject({
    class: 'RotatingIpRoutePlanner',
    details: { failingAddresses: [], rotateIndex: '0', ipIndex: '0', currentAddress: 'null' },
  });
  routePlanner.refuse(routePlanner.take());
  routePlanner.take();
  expect(await status()).toEqual({
    class: 'RotatingIpRoutePlanner',
    details: {
      ipBlock: { type: 'Inet6Address', size: '4' },
      failingAddresses: [
        {
          failingAddress: '/2001:db8:0:0:0:0:0:0',
          failingTimestamp: routePlanner.time.wallMs,
          failingTime: expect.stringMatching(
            /^(Mon|Tue) Nov 1[12] \d\d:\d\d:07 [A-Z][A-Z0-9:+-]* 2019$/,
          ) as string,
        },
      ],
      rotateIndex: '1',
      ipIndex: '2',
      currentAddress: '/2001:db8:0:0:0:0:0:1',
    },
  });
});

describe('free/address', () => {
  it('frees this one', async () => {
    for (const end of ['0', '1', '2']) routePlanner.refuse(`2001:db8::${end}`);
    for (const address of ['2001:db8::1', '2001:db8:0:0:0:0:0:2']) {
      const answer = await free({ address });
      expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([204, '', null]);
    }
    expect(failing()).toEqual(['2001:db8:0:0:0:0:0:0']);
  });

  // To Java nothing at all is an address: the loopback one.
  it.each(['2001:db8::3', '2001:db8::ffff', '1.2.3.4', ''])(
    '%j was not failing: nothing to do',
    async (address) => {
      routePlanner.refuse('2001:db8::1');
      expect((await free({ address })).status).toBe(204);
      expect(failing()).toHaveLength(1);
    },
  );

  it.each(['no such', '/2001:db8:0:0:0:0:0:1', '1.2.3.4.5', '2001:db8::/64'])(
    '%j is no address',
    async (address) => {
      routePlanner.refuse('2001:db8::1');
      const { status: code, json } = await free({ address });
      expect([code, json]).toMatchObject([
        400,
        {
          error: 'Bad Request',
          message: `Invalid address: ${address}: Name or service not known`,
          path: '/v4/routeplanner/free/address',
        },
      ]);
      expect(failing()).toHaveLength(1);
    },
  );

  it.each([
    ['{}', 400],
    ['{"address":null}', 400],
    ['{"address":["1.2.3.4"]}', 400],
    ['{"address"', 400],
    ['[]', 400],
    ['', 400],
  ])('a body like %j', async (body, code) => {
    expect((await free(body)).status).toBe(code);
  });

  it('nothing but JSON', async () => {
    const answer = await fetch(`${node.url}/v4/routeplanner/free/address`, {
      method: 'POST',
      headers: { Authorization: 'youshallnotpass', 'Content-Type': 'text/plain' },
      body: '{"address":"1.2.3.4"}',
    });
    expect(answer.status).toBe(415);
  });
});

it('free/all', async () => {
  for (const end of ['0', '1', '2']) routePlanner.refuse(`2001:db8::${end}`);
  const answer = await node.rest('POST', '/v4/routeplanner/free/all');
  expect([answer.status, answer.text]).toEqual([204, '']);
  expect(failing()).toEqual([]);
});

it.each([
  ['POST', '/v4/routeplanner/status'],
  ['GET', '/v4/routeplanner/free/address'],
  ['GET', '/v4/routeplanner/free/all'],
])('not %s %s', async (method, path) => expect((await node.rest(method, path)).status).toBe(405));
