/** Failures of sources: as values ({@link Failure}) where they are expected, as {@link SourceError} inside a Promise. */
import type { Failure, Severity } from '../../streams/events.ts';

/** What a {@link ByteSource} rejects with when it knows what to tell people. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The error at the bottom of a chain of `cause`s; bounded, because a chain may be a ring. */
const rootCause = (error: unknown): unknown => {
  let root = error;
  for (let depth = 0; depth < 10 && root instanceof Error && root.cause !== undefined; depth++)
    root = root.cause;
  return root;
};

/**
 * A failure as the protocol tells it.
 *
 * @param cause what led to it: an Error, or a text such as `Status code 410`
 * @example failureOf('That URL is not playable.', 'common', 'Status code 410')
 */
export const failureOf = (message: string, severity: Severity, cause: unknown): Failure => {
  const root = rootCause(cause);
  const text = String(root);
  const stack = cause instanceof Error ? cause.stack : undefined;
  return { message, severity, cause: text, causeStackTrace: stack ?? text };
};
