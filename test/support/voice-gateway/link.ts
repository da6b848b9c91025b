/** One WebSocket to a client, with the latency that a test asks for. */
import type { WebSocket } from 'ws';

export class Link {
  readonly #socket: WebSocket;
  readonly #latencyMs: () => number;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** When the last delayed message goes out, so that none overtakes another. */
  #busyUntilMs = 0;
  #isClosedByUs = false;

  constructor(socket: WebSocket, latencyMs: () => number) {
    this.#socket = socket;
    this.#latencyMs = latencyMs;
    socket.once('close', () => {
      for (const timer of this.#timers) clearTimeout(timer);
    });
  }

  get isClosedByUs(): boolean {
    return this.#isClosedByUs;
  }

  send(data: string | Buffer): void {
    this.#later(() => this.#socket.send(data));
  }

  close(code: number, reason: string): void {
    this.#isClosedByUs = true;
    this.#later(() => this.#socket.close(code, reason));
  }

  /** Resets the TCP connection. */
  cut(): void {
    this.#isClosedByUs = true;
    this.#socket.terminate();
  }

  #later(act: () => void): void {
    const now = performance.now();
    this.#busyUntilMs = Math.max(this.#busyUntilMs, now + this.#latencyMs());
    const delayMs = this.#busyUntilMs - now;
    if (delayMs <= 0) {
      this.#actWhileOpen(act);
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#actWhileOpen(act);
    }, delayMs);
    this.#timers.add(timer);
  }

  #actWhileOpen(act: () => void): void {
    if (this.#socket.readyState === this.#socket.OPEN) act();
  }
}
