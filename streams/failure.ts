/** Unknown errors as values. */
import type { Failure } from './events.ts';

const isFailure = (error: unknown): error is Failure =>
  typeof error === 'object' &&
  error !== null &&
  'message' in error &&
  'severity' in error &&
  'cause' in error &&
  'causeStackTrace' in error;

/** A failure as it is; anything else that was thrown becomes one of severity `fault`, told as `message`. */
export const toFailure = (error: unknown, message: string): Failure => {
  if (isFailure(error)) return error;
  const cause = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = error instanceof Error ? error.stack : undefined;
  return { message, severity: 'fault', cause, causeStackTrace: stack ?? cause };
};
