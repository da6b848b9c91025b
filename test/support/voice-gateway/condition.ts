/** Lets tests wait for something to become true without sleeping: it is looked at again at each change. */
export class Condition {
  readonly #waiting = new Set<() => void>();

  /** Something happened: everybody who waits looks again. */
  changed(): void {
    for (const look of [...this.#waiting]) look();
  }

  /**
   * Resolves with the first value of `read` that is neither undefined nor false; rejects after `timeoutMs` with
   * `what` in the message.
   */
  until<T>(read: () => T | undefined | false, what: string, timeoutMs = 10_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
      };
      const look = (): void => {
        try {
          const value = read();
          if (value === undefined || value === false) return;
          stop();
          resolve(value);
        } catch (error) {
          stop();
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`voice gateway: waited ${timeoutMs} ms in vain for ${what}`));
      }, timeoutMs);
      this.#waiting.add(look);
      look();
    });
  }
}
