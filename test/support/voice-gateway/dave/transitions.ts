/** DAVE transitions: everyone says "ready" (op 23), then all switch at once (op 22), after 2 s at the latest. */

interface Pending {
  readonly waiting: Set<string>;
  readonly timer: NodeJS.Timeout;
  readonly execute: () => void;
}

export class Transitions {
  readonly #timeoutMs: number;
  readonly #pending = new Map<number, Pending>();
  #last = 0;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** A number for the next transition: 1 … 65535; 0 means "at once" and is never given out. */
  nextId(): number {
    this.#last = (this.#last % 0xffff) + 1;
    return this.#last;
  }

  /** Calls `execute` once when all of `userIds` are ready, or after the time-out. */
  begin(id: number, userIds: Iterable<string>, execute: () => void): void {
    const timer = setTimeout(() => this.#finish(id), this.#timeoutMs);
    this.#pending.set(id, { waiting: new Set(userIds), timer, execute });
  }

  ready(userId: string, id: number): void {
    const pending = this.#pending.get(id);
    if (pending?.waiting.delete(userId) === true && pending.waiting.size === 0) this.#finish(id);
  }

  /** Nobody waits for a member who has gone. */
  gone(userId: string): void {
    for (const id of [...this.#pending.keys()]) this.ready(userId, id);
  }

  /** Forgets everything that has not been executed. */
  clear(): void {
    for (const { timer } of this.#pending.values()) clearTimeout(timer);
    this.#pending.clear();
  }

  #finish(id: number): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    clearTimeout(pending.timer);
    this.#pending.delete(id);
    pending.execute();
  }
}
