/** Everything that was said on one voice session's WebSockets, in order, to look at and to wait for. */
import { Condition } from './condition.ts';

export interface Message {
  /** `in`: from the client under test. */
  readonly direction: 'in' | 'out';
  /** `performance.now()` of this process. */
  readonly atMs: number;
  readonly op: number;
  /** `d` of a JSON message, or the payload (Buffer) of a binary one. */
  readonly data: unknown;
  /** Number of a numbered message from the server. */
  readonly sequence: number | undefined;
}

export class Journal {
  readonly #messages: Message[] = [];
  readonly #condition = new Condition();

  get messages(): readonly Message[] {
    return this.#messages;
  }

  add(direction: 'in' | 'out', op: number, data: unknown, sequence?: number): void {
    this.#messages.push({ direction, atMs: performance.now(), op, data, sequence });
    this.#condition.changed();
  }

  /** Messages from the client with this op code. */
  from(op: number): readonly Message[] {
    return this.#messages.filter((message) => message.direction === 'in' && message.op === op);
  }

  /** Messages to the client with this op code. */
  to(op: number): readonly Message[] {
    return this.#messages.filter((message) => message.direction === 'out' && message.op === op);
  }

  /** The first message that fits, whether it is here already or comes within `timeoutMs`. */
  until(fits: (message: Message) => boolean, timeoutMs?: number): Promise<Message> {
    return this.#condition.until(() => this.#messages.find(fits), 'a message', timeoutMs);
  }

  /** The `count`th message from the client with this op code. */
  untilFrom(op: number, count = 1, timeoutMs?: number): Promise<Message> {
    return this.#condition.until(
      () => this.from(op)[count - 1],
      `message ${count} with op ${op} from the client`,
      timeoutMs,
    );
  }
}
