/** The demo's live line, and how late the clock was. */

export interface Moment {
  readonly positionMs: number;
  readonly lengthMs: number;
  readonly frames: number;
  readonly pingMs: number;
}

export class Screen {
  readonly #lateMs: number[] = [];
  #drawn = 0;

  tick(lateMs: number): void {
    this.#lateMs.push(lateMs);
  }

  /** 99th percentile, ms. */
  get lateP99Ms(): number {
    const sorted = this.#lateMs.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length * 0.99)] ?? 0;
  }

  /** On a terminal the line is drawn over itself; in a log one line a second is enough. */
  draw({ positionMs, lengthMs, frames, pingMs }: Moment): void {
    const done = Math.min(1, positionMs / lengthMs);
    const bar = '█'.repeat(Math.round(done * 24)).padEnd(24, '░');
    const seconds = (ms: number): string => (ms / 1000).toFixed(1).padStart(4);
    const line =
      `  ${bar} ${seconds(positionMs)} / ${seconds(lengthMs)} s · ${String(frames).padStart(3)} frames · ` +
      `late p99 ${this.lateP99Ms.toFixed(1)} ms · ping ${pingMs} ms`;
    if (process.stdout.isTTY) process.stdout.write(`\r${line}`);
    else if (this.#drawn % 4 === 0) console.log(line);
    this.#drawn += 1;
  }

  end(): void {
    if (process.stdout.isTTY) process.stdout.write('\n');
  }
}
