/** How the connections of sources leave this machine: the port to the route planner. */
import type { Either } from 'fp-ts/lib/Either.js';
import type { Failure } from '../../streams/events.ts';

export interface Refusal {
  /** The remote end says that there were too many requests, or the system lets nobody bind the address. */
  readonly reason: 'rateLimited' | 'unbindable';
  /** A search, or anything else: an operator may not count refused searches. */
  readonly request: 'main' | 'search';
  /** As it was given to `next`. */
  readonly service: string;
}

/**
 * Every source whose requests go over the network asks this before each of them. A service is whoever counts requests
 * together: a host, or the name of a source that knows all hosts of its service. What one service refuses, others may
 * take; else a URL of any user could use up all addresses for everybody.
 */
export interface Routes {
  readonly family: 4 | 6;
  /** How often a refused request is repeated from other addresses; Infinity: while there are any. */
  readonly retryLimit: number;
  /** The local address for one more request to `service`. Left: all are excluded or failing. */
  next(service: string): Either<Failure, string>;
  /** A request from `address` was refused. True: the address is failing now, so that another one may do better. */
  failed(address: string, refusal: Refusal): boolean;
}
