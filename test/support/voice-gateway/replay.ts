/** Numbers the messages of a session and keeps the last ones, to send them again after a resume. */

interface Kept {
  readonly sequence: number;
  readonly data: string | Buffer;
}

export class Replay {
  readonly #length: number;
  #next: number;
  #kept: readonly Kept[] = [];
  #isComplete = true;

  constructor(first: number, length: number) {
    this.#next = first;
    this.#length = length;
  }

  /** Gives the next number (16 bits, wrapping) to a message and keeps it. */
  number(write: (sequence: number) => string | Buffer): Kept {
    const kept = { sequence: this.#next, data: write(this.#next) };
    this.#next = (this.#next + 1) & 0xffff;
    if (this.#kept.length >= this.#length) this.#isComplete = false;
    this.#kept = [...this.#kept, kept].slice(-this.#length);
    return kept;
  }

  /** What came after the message `lastSeen` (−1: everything); null where that is not known any more. */
  after(lastSeen: number): readonly (string | Buffer)[] | null {
    const at = this.#kept.findLastIndex(({ sequence }) => sequence === lastSeen);
    if (at < 0 && !(lastSeen === -1 && this.#isComplete)) return null;
    return this.#kept.slice(at + 1).map(({ data }) => data);
  }
}
