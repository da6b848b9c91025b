/** From the text of a request to its typed value. */
import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { parseBody } from '../json/index.ts';
import { reasonOf } from './reason.ts';

/**
 * Why a body was refused. The answer to the client says only `Bad Request`; `reason` is for the log and for `trace`,
 * e.g. `volume: expected an integer, got "loud"`.
 */
export interface BodyProblem {
  readonly type: 'badBody';
  readonly reason: string;
}

const problem = (reason: string): BodyProblem => ({ type: 'badBody', reason });

/**
 * Reads a request body. Never throws, whatever the text.
 * @example decodeBody(UpdatePlayer, '{"volume":"50","paused":false}')
 */
export const decodeBody = <A>(codec: t.Decoder<unknown, A>, text: string): E.Either<BodyProblem, A> => {
  const parsed = parseBody(text);
  if (E.isLeft(parsed)) return E.left(problem(`no JSON: ${parsed.left.message} at ${parsed.left.at}`));
  return E.mapLeft((errors: t.Errors) => problem(reasonOf(errors)))(codec.decode(parsed.right));
};
