/** Exceptions of loads and of tracks (protocol §2.3, §5.6). */
import type { JsonText } from '../json/index.ts';
import { object, string } from './text.ts';

export interface ExceptionMessage {
  readonly message: string | null;
  /** `common`: expected; `suspicious`: probably an outside service; `fault`: a bug, or unknown. */
  readonly severity: 'common' | 'suspicious' | 'fault';
  readonly cause: string;
  readonly causeStackTrace: string;
}

export const writeException = (exception: ExceptionMessage): JsonText =>
  object({
    message: string(exception.message),
    severity: string(exception.severity),
    cause: string(exception.cause),
    causeStackTrace: string(exception.causeStackTrace),
  });
