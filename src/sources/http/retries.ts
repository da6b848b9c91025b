/** How often, and how soon, a broken stream is taken up again. */
import { setTimeout as delay } from 'node:timers/promises';

/** So much must have arrived after a break before the next one counts as a new misfortune. */
const FORGIVEN_AFTER_BYTES = 64 * 1024;

export class Retries {
  readonly #delaysMs: readonly number[];
  #used = 0;
  #bytes = 0;

  constructor(delaysMs: readonly number[]) {
    this.#delaysMs = delaysMs;
  }

  /** Bytes came: a stream that runs gets all its attempts back, one that drips a few between breaks does not. */
  progress(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes >= FORGIVEN_AFTER_BYTES) this.#used = 0;
  }

  /** Waits before the next attempt; false when there is none left. Rejects when `signal` aborts. */
  async next(signal: AbortSignal): Promise<boolean> {
    const delayMs = this.#delaysMs[this.#used];
    if (delayMs === undefined) return false;
    this.#used += 1;
    this.#bytes = 0;
    await delay(delayMs, undefined, { signal });
    return true;
  }
}
