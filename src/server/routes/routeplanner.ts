/** How the route planner is doing, and which addresses it may use again (protocol §8). */
import { FreeAddress, writeRoutePlanner } from '../../protocol/index.ts';
import { json, noContent } from '../http/answer.ts';
import { decodeJsonBody } from '../http/body.ts';
import { Problem, invalid } from '../http/problem.ts';
import type { Route } from '../http/route.ts';
import type { RoutePlanner } from '../ports.ts';

const present = (planner: RoutePlanner | null): RoutePlanner => {
  if (planner === null) throw new Problem(500, "Can't access disabled route planner");
  return planner;
};

/** The reference resolves names and then finds none of its addresses; here only an address is one. */
const free = (planner: RoutePlanner, address: string): void => {
  // To Java nothing at all is the loopback address.
  if (address === '' || planner.free(address)) return;
  throw invalid(`Invalid address: ${address}: Name or service not known`);
};

export const routePlannerRoutes = (planner: RoutePlanner | null): readonly Route[] => [
  {
    path: '/v4/routeplanner/status',
    methods: {
      GET: () => (planner === null ? noContent() : json(writeRoutePlanner(planner.status()))),
    },
  },
  {
    path: '/v4/routeplanner/free/address',
    methods: {
      POST: async ({ env }) => {
        const { address } = await decodeJsonBody(FreeAddress, env.incoming);
        free(present(planner), address);
        return noContent();
      },
    },
  },
  {
    path: '/v4/routeplanner/free/all',
    methods: {
      POST: () => {
        present(planner).freeAll();
        return noContent();
      },
    },
  },
];
