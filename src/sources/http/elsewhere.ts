/** With a route planner: repeats what one local address is refused from others. */
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Refusal, Routes } from '../routes.ts';
import type { Answer } from './attempt.ts';
import type { Exit } from './exit.ts';
import type { HttpProblem } from './problem.ts';

const TOO_MANY_REQUESTS = 429;

/** The system knows no such local address: connecting may fail with the same code, and for other reasons. */
const isBindError = (error: Error): boolean =>
  'code' in error && error.code === 'EADDRNOTAVAIL' && 'syscall' in error && error.syscall === 'bind';

/** A `cause` may hide it. */
const isUnbindable = (error: unknown): boolean =>
  error instanceof Error && (isBindError(error) || isUnbindable(error.cause));

const refusalOf = (outcome: E.Either<HttpProblem, Answer>): Refusal['reason'] | null => {
  if (E.isRight(outcome)) return outcome.right.status === TOO_MANY_REQUESTS ? 'rateLimited' : null;
  const problem = outcome.left;
  return problem.tag === 'connect' && isUnbindable(problem.error) ? 'unbindable' : null;
};

export interface Repeatable {
  readonly routes: Routes;
  /** Who is asked. */
  readonly service: string;
  /** Chooses the addresses for one more attempt. */
  readonly findExit: TaskEither<HttpProblem, Exit>;
  readonly attempt: (exit: Exit) => TaskEither<HttpProblem, Answer>;
  readonly signal: AbortSignal | undefined;
}

/**
 * The first outcome that is no refusal of the local address.
 *
 *     127.0.0.2   429, failing
 *     127.0.0.3   cannot be bound, failing
 *     127.0.0.4   200
 */
export const orElsewhere =
  ({ routes, service, findExit, attempt, signal }: Repeatable): TaskEither<HttpProblem, Answer> =>
  async () => {
    for (let retries = 0; ; retries++) {
      const exit = await findExit();
      if (E.isLeft(exit)) return exit;
      const outcome = await attempt(exit.right)();
      const reason = refusalOf(outcome);
      const { local } = exit.right;
      if (reason === null || local === undefined) return outcome;
      if (!routes.failed(local, { reason, request: 'main', service })) return outcome;
      if (E.isRight(outcome)) outcome.right.close();
      if (retries >= routes.retryLimit) return E.left({ tag: 'retriesOver', retries, reason });
      if (signal?.aborted === true) {
        const error: unknown = signal.reason;
        return E.left({ tag: 'connect', error });
      }
    }
  };
