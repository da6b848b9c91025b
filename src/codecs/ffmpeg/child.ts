/** One ffmpeg process: bytes in, interleaved float32 out. Nothing here throws; a dead process is `isGone`. */
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { countLive } from '../live.ts';

export class FfmpegChild {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #closed: Promise<void>;
  #output: Buffer[] = [];
  #isGone = false;
  #wake: () => void = () => undefined;

  private constructor(process: ChildProcessByStdio<Writable, Readable, null>) {
    this.#process = process;
    const gone = countLive();
    process.stdout.on('data', (chunk: Buffer) => {
      this.#output.push(chunk);
      this.#wake();
    });
    process.stdin.on('error', () => undefined); // it died while we wrote: `close` comes as well and is what counts
    this.#closed = new Promise((resolve) => {
      process.once('close', () => {
        gone();
        this.#isGone = true;
        this.#wake();
        resolve();
      });
    });
  }

  /** Rejects when the program cannot be started. */
  static async start(path: string, options: readonly string[]): Promise<FfmpegChild> {
    const process = spawn(path, options, { stdio: ['pipe', 'pipe', 'ignore'] });
    await once(process, 'spawn'); // rejects on `error`
    process.on('error', () => undefined); // a signal that could not be sent: the process is gone already
    return new FfmpegChild(process);
  }

  /** Has it ended, by itself or killed, and has all it said been read? */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Resolves when the process has room for more, or is gone. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#isGone || this.#process.stdin.write(bytes)) return;
    await Promise.race([new Promise((resolve) => this.#process.stdin.once('drain', resolve)), this.#closed]);
  }

  /** Lets it finish what it has; kills it when that takes longer than `timeoutMs`. Resolves when it is gone. */
  async end(timeoutMs: number): Promise<void> {
    this.#process.stdin.end();
    const timer = setTimeout(() => this.kill(), timeoutMs);
    await this.#closed;
    clearTimeout(timer);
  }

  /** Resolves to true when it has said more or is gone, to false after `timeoutMs` of silence. */
  more(timeoutMs: number): Promise<boolean> {
    if (this.#isGone || this.#output.length > 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  /** What it has said since the last `take`. */
  take(): Buffer {
    const all = Buffer.concat(this.#output);
    this.#output = [];
    return all;
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }
}
