/** Which errors of the system speak against a local address. */
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/sources/http/attempt.ts';
import { orElsewhere } from '../../../src/sources/http/elsewhere.ts';
import type { HttpProblem } from '../../../src/sources/http/problem.ts';
import { testPlanner } from '../routeplanner/support.ts';
import { left } from './http.support.ts';

describe('an error of the system', () => {
  const errorOf = (code: string, syscall: string): Error =>
    new Error('fetch failed', { cause: Object.assign(new Error(code), { code, syscall }) });

  it.each([
    ['EADDRNOTAVAIL', 'bind', 2],
    // The system has no port left, or no such network: another address would not help.
    ['EADDRNOTAVAIL', 'connect', 1],
    ['ENETUNREACH', 'connect', 1],
  ])('%s of %s', async (code, syscall, attempts) => {
    const routes = testPlanner();
    let made = 0;
    const outcome = await orElsewhere({
      routes,
      service: 'a.example',
      signal: undefined,
      findExit: async () =>
        E.right({ remote: { address: '127.0.0.1', family: 4 }, local: routes.take('a.example') }),
      attempt: () => {
        made += 1;
        const error = errorOf(code, syscall);
        return made === attempts && syscall === 'bind'
          ? TE.left<HttpProblem, Answer>({ tag: 'status', status: 418 })
          : TE.left<HttpProblem, Answer>({ tag: 'connect', error });
      },
    })();
    expect(made).toBe(attempts);
    expect(left(outcome).tag).toBe(syscall === 'bind' ? 'status' : 'connect');
    expect(routes.status().failing).toHaveLength(attempts - 1);
  });
});
