/** Pulls one answer's body, piece by piece: nothing is taken from the socket that nobody asked for. */
import type { StreamTitle } from '../../../streams/ports.ts';
import { icyInterval, IcySplitter } from './icy.titles.ts';
import type { Answer } from './request.ts';

const NOTHING = new Uint8Array(0);

export class Body {
  /** Offset in the file of the next byte that `take` gives. */
  position: number;
  readonly #answer: Answer;
  readonly #chunks: AsyncIterator<unknown>;
  readonly #icy: IcySplitter | undefined;
  #rest: Uint8Array = NOTHING;

  /**
   * @param position offset in the file of the answer's first byte
   * @param onTitle takes the titles out of the sound; absent where none were asked for
   */
  constructor(answer: Answer, position: number, onTitle?: (title: StreamTitle) => void) {
    this.position = position;
    this.#answer = answer;
    const interval = icyInterval(answer.headers);
    if (onTitle !== undefined && interval !== undefined) this.#icy = new IcySplitter(interval, onTitle);
    this.#chunks = answer.stream[Symbol.asyncIterator]();
  }

  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return false;
      if (next.value instanceof Uint8Array) this.#rest = this.#icy?.sound(next.value) ?? next.value;
    }
    return true;
  }

  #advance(count: number): Uint8Array {
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    this.position += taken.length;
    return taken;
  }

  /** At least one and at most `length` bytes; none at the end. Rejects when the connection breaks. */
  async take(length: number): Promise<Uint8Array> {
    return (await this.#fill()) ? this.#advance(length) : NOTHING;
  }

  /** Reads on to `offset`, dropping what comes before; false when the body ends earlier. */
  async skipTo(offset: number): Promise<boolean> {
    while (this.position < offset) {
      if (!(await this.#fill())) return false;
      this.#advance(offset - this.position);
    }
    return true;
  }

  /** Cuts the connection. A pending `take` rejects. */
  close(): void {
    this.#rest = NOTHING;
    this.#answer.close();
  }
}
