/** A request that cannot be served, and what to say about it (protocol §1.4). */

export interface ProblemDetail {
  /** For people who read the log or ask with `?trace=true`; the message often may not say it. */
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Some answers have no body at all. */
  readonly isBodiless?: boolean;
}

/** Thrown by handlers, answered by `answerError`. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly detail: ProblemDetail;

  constructor(status: number, message: string, detail: ProblemDetail = {}) {
    super(message);
    this.status = status;
    this.detail = detail;
  }
}

/** Unreadable input: the message is generic, as clients know it; `reason` is the useful part. */
export const badRequest = (reason: string): Problem => new Problem(400, 'Bad Request', { reason });

/** Readable input that makes no sense. */
export const invalid = (message: string, reason?: string): Problem =>
  new Problem(400, message, reason === undefined ? {} : { reason });

export const notFound = (message: string): Problem => new Problem(404, message);
