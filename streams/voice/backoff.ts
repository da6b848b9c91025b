/**
 * How long to wait before each attempt to get a connection back: exponential, bounded, with jitter, so that a thousand
 * guilds that lost one server do not come back in the same millisecond.
 *
 *     attempt     1     2     3     4     5 …
 *     reconnect   500   1000  2000  4000  8000        ± 10 %, at most 30 s
 *     resume      0     500   1000  2000  4000        the session still stands: the first try is at once
 */

export interface BackoffSettings {
  /** Before the first attempt, ms. */
  readonly initialMs: number;
  /** Each wait is so many times the one before. */
  readonly factor: number;
  readonly maxMs: number;
  /** Share of a wait by which it may be longer or shorter: 0.1 is ± 10 %. */
  readonly jitter: number;
  /** Attempts until the client is told. */
  readonly attempts: number;
}

/**
 * The wait before attempt `attempt` (1 is the first), ms.
 *
 * @param random in [0, 1): 0 is the shortest wait, 0.5 the middle
 * @example backoffMs(3, { initialMs: 500, factor: 2, maxMs: 30_000, jitter: 0.1, attempts: 5 }, 0.5) // 2000
 */
export const backoffMs = (
  attempt: number,
  { initialMs, factor, maxMs, jitter }: BackoffSettings,
  random: number,
): number => {
  if (attempt < 1) return 0;
  const plainMs = Math.min(maxMs, initialMs * factor ** (attempt - 1));
  return plainMs * (1 + jitter * (2 * random - 1));
};
