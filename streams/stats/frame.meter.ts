/**
 * Counts frames per wall-clock minute, as `stats.frameStats` defines them (protocol §2.5).
 *
 *     minute    |  12:00      |  12:01      |  12:02
 *     playing   ----------------------------------
 *     counts         null          null      sent, nulled of 12:01
 */
import type { FrameCounts } from '../events.ts';
import type { Clock } from '../ports.ts';

const MINUTE_MS = 60_000;

/** Between two tracks (or pause and resume) this much silence still counts as playing on. */
const MAX_GAP_MS = 100;

const NONE: FrameCounts = { sent: 0, nulled: 0 };

export class FrameMeter {
  readonly #clock: Clock;
  #minute: number;
  #now: { sent: number; nulled: number } = { sent: 0, nulled: 0 };
  #last: FrameCounts = NONE;
  /** Since when it plays without interruption, epoch ms; null while it does not. */
  #sinceMs: number | null = null;
  #stoppedMs = 0;
  #resumableSinceMs = 0;
  /** Since the lane exists. */
  totalSent = 0;
  totalNulled = 0;
  /** Of the frames sent, against the frame before each, ms. */
  totalLateMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#minute = Math.floor(clock.wall() / MINUTE_MS);
  }

  sent(): void {
    this.#roll();
    this.#now.sent += 1;
    this.totalSent += 1;
  }

  nulled(): void {
    this.#roll();
    this.#now.nulled += 1;
    this.totalNulled += 1;
  }

  playing(on: boolean): void {
    const nowMs = this.#clock.wall();
    if (on && this.#sinceMs === null) {
      const goesOn = nowMs - this.#stoppedMs <= MAX_GAP_MS;
      this.#sinceMs = goesOn ? this.#resumableSinceMs : nowMs;
    } else if (!on && this.#sinceMs !== null) {
      this.#resumableSinceMs = this.#sinceMs;
      this.#stoppedMs = nowMs;
      this.#sinceMs = null;
    }
  }

  #roll(): void {
    const minute = Math.floor(this.#clock.wall() / MINUTE_MS);
    if (minute === this.#minute) return;
    this.#last = minute === this.#minute + 1 ? this.#now : NONE;
    this.#now = { sent: 0, nulled: 0 };
    this.#minute = minute;
  }

  /** The last completed minute, if it was played in full. */
  counts(): FrameCounts | null {
    this.#roll();
    const lastMinuteStartMs = (this.#minute - 1) * MINUTE_MS;
    return this.#sinceMs !== null && this.#sinceMs < lastMinuteStartMs ? this.#last : null;
  }
}
