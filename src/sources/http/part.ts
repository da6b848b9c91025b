/** Asks for a file from some byte on, and makes sure that what comes is that part of that file. */
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Entity } from './entity.ts';
import { entityOf, parseContentRange } from './entity.ts';
import type { HttpProblem } from './problem.ts';
import { getFollowing } from './request.ts';
import type { Answer, Fetcher } from './request.ts';

export interface Part {
  readonly answer: Answer;
  /** Offset in the file of the body's first byte: at most the one that was asked for. */
  readonly start: number;
  /** Did the server understand the Range? */
  readonly isPart: boolean;
}

const rangeHeaders = (offset: number, { validator }: Entity): Record<string, string> =>
  offset === 0
    ? {}
    : { range: `bytes=${offset}-`, ...(validator === undefined ? {} : { 'if-range': validator }) };

const changed = (detail: string): E.Either<HttpProblem, never> => E.left({ tag: 'changed', detail });

const hasOtherSize = (before: Entity, now: Entity): boolean =>
  before.size !== undefined && now.size !== undefined && before.size !== now.size;

const judge = (answer: Answer, expected: Entity, offset: number): E.Either<HttpProblem, Part> => {
  const now = entityOf(answer);
  if (answer.status === 206) {
    const range = parseContentRange(answer.headers['content-range']);
    if (range === undefined || range.start > offset)
      return changed('The server sent another part than asked for.');
    if (hasOtherSize(expected, now)) return changed(`It has ${now.size} bytes, it had ${expected.size}.`);
    return E.right({ answer, start: range.start, isPart: true });
  }
  if (answer.status !== 200 && answer.status !== 203) {
    return answer.status === 416
      ? changed('It is shorter now.')
      : E.left({ tag: 'status', status: answer.status });
  }
  if (hasOtherSize(expected, now)) return changed(`It has ${now.size} bytes, it had ${expected.size}.`);
  // Without a size and without a proof that it is the same file this is live: it goes on where it is now.
  const isSameFile = expected.size !== undefined || (now.validator ?? null) === expected.validator;
  return E.right({ answer, start: isSameFile ? 0 : offset, isPart: false });
};

/**
 * The file at `url` from byte `offset` on. A server that knows no Range answers from the start; a live stream answers
 * with what is on air, which then counts as `offset`.
 */
export const getPart =
  (
    fetcher: Fetcher,
    url: URL,
    expected: Entity,
    offset: number,
    signal: AbortSignal,
    headers: Record<string, string> = {},
  ): TaskEither<HttpProblem, Part> =>
  async () => {
    const answer = await getFollowing(
      fetcher,
      url,
      { ...headers, ...rangeHeaders(offset, expected) },
      signal,
    )();
    if (E.isLeft(answer)) return answer;
    const part = judge(answer.right, expected, offset);
    if (E.isLeft(part)) answer.right.close();
    return part;
  };
