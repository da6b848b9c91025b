/** The body of every error answer (protocol §1.4). */
import type { JsonText } from '../json/index.ts';
import { integer, object, string } from './text.ts';

export interface ErrorMessage {
  /** Epoch ms. */
  readonly timestampMs: number;
  readonly status: number;
  /** The standard reason phrase of `status`. */
  readonly error: string;
  /** Only for a request with `?trace`. */
  readonly trace?: string | undefined;
  readonly message: string;
  /** Path of the request as it was sent, without the query. */
  readonly path: string;
}

export const writeError = (error: ErrorMessage): JsonText =>
  object({
    timestamp: integer(error.timestampMs),
    status: integer(error.status),
    error: string(error.error),
    trace: error.trace === undefined ? undefined : string(error.trace),
    message: string(error.message),
    path: string(error.path),
  });
