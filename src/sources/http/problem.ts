/** Everything that is expected to go wrong with a URL, and how people are told. */
import type { Failure } from '../../../streams/events.ts';
import { failureOf } from '../failure.ts';
import type { Refusal } from '../routes.ts';

export type HttpProblem =
  | { readonly tag: 'invalidUrl'; readonly url: string }
  | { readonly tag: 'blocked'; readonly host: string; readonly address: string }
  | { readonly tag: 'connect'; readonly error: unknown }
  /** The host has no address of the family that the route planner has. */
  | { readonly tag: 'unresolved'; readonly host: string }
  /** The route planner has no address left. */
  | { readonly tag: 'noRoute'; readonly failure: Failure }
  /** Refused from one address after the other. */
  | { readonly tag: 'retriesOver'; readonly retries: number; readonly reason: Refusal['reason'] }
  | { readonly tag: 'status'; readonly status: number }
  | { readonly tag: 'redirects'; readonly limit: number }
  /** What the server sends now is not what it sent before, or not the part that was asked for. */
  | { readonly tag: 'changed'; readonly detail: string }
  /** Bytes that went by cannot be had again: nobody keeps them. */
  | { readonly tag: 'passed'; readonly offset: number }
  /** The connection broke, and all attempts to take it up again failed. */
  | { readonly tag: 'broken'; readonly error: unknown };

const RETRIES_OVER = {
  rateLimited: 'Retry aborted, too many retries on ratelimit.',
  unbindable:
    'Retry aborted, no address could be bound. Are the blocks of lavalink.server.ratelimit.ipBlocks routed to this machine?',
} as const satisfies Record<Refusal['reason'], string>;

export const failureOfProblem = (problem: HttpProblem): Failure => {
  switch (problem.tag) {
    case 'invalidUrl':
      return failureOf('Not a valid URL.', 'common', `Cannot read the URL ${problem.url}`);
    case 'blocked':
      return failureOf(
        `${problem.host} lies in a private network, and this node does not play from there. ` +
          'Its operator can allow it with lavalink.server.httpConfig.allowPrivateNetworks: true ' +
          '(or LAVALINK_SERVER_HTTPCONFIG_ALLOWPRIVATENETWORKS=true).',
        'common',
        `${problem.address} is not a public address`,
      );
    case 'connect':
      return failureOf('Connecting to the URL failed.', 'suspicious', problem.error);
    case 'unresolved':
      return failureOf(
        'Could not resolve host',
        'common',
        `${problem.host} has no IPv4 address, and the route planner only those`,
      );
    case 'noRoute':
      return problem.failure;
    case 'retriesOver':
      return failureOf(
        RETRIES_OVER[problem.reason],
        'suspicious',
        `Refused after ${problem.retries} retries`,
      );
    case 'status':
      return failureOf('That URL is not playable.', 'common', `Status code ${problem.status}`);
    case 'redirects':
      return failureOf('That URL is not playable.', 'common', `More than ${problem.limit} redirects`);
    case 'changed':
      return failureOf('The file changed while it was being read.', 'suspicious', problem.detail);
    case 'passed':
      return failureOf('A live stream cannot be rewound.', 'common', `Byte ${problem.offset} has gone by`);
    case 'broken':
      return failureOf('The connection to the URL broke.', 'suspicious', problem.error);
  }
};

/** Is it worth asking again? A refusal will be the same the next time; a broken line or a 5xx may not. */
export const isPassing = (problem: HttpProblem): boolean =>
  problem.tag === 'connect' ||
  problem.tag === 'broken' ||
  (problem.tag === 'status' && problem.status >= 500);
