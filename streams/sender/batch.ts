/**
 * The lanes of one shard, served together: encrypt all, then send all, then encode ahead (songbird's order), so that
 * one guild's work never delays another guild's packet.
 */
import { BehaviorSubject, distinctUntilChanged, type Observable } from 'rxjs';
import type { FrameCounts } from '../events.ts';
import { FRAME_MS, type Clock, type Log } from '../ports.ts';
import type { Lane } from './lane.ts';

/** Encoding ahead may take this much of a tick; what is left over is made in the next one. */
const PREPARE_BUDGET_MS = FRAME_MS * 0.6;

export interface BatchCtx {
  readonly clock: Clock;
  readonly log: Log;
}

const withFramesOf = ({ sent, nulled }: FrameCounts, { meter }: Lane): FrameCounts => ({
  sent: sent + meter.totalSent,
  nulled: nulled + meter.totalNulled,
});

export class Batch {
  readonly #ctx: BatchCtx;
  readonly #lanes = new Set<Lane>();
  /** Of lanes that are gone. */
  #gone: FrameCounts = { sent: 0, nulled: 0 };
  readonly #active = new BehaviorSubject(false);
  /** Is there a lane that needs ticks? While there is none, the clock is parked. */
  readonly active$: Observable<boolean> = this.#active.pipe(distinctUntilChanged());

  constructor(ctx: BatchCtx) {
    this.#ctx = ctx;
  }

  add(lane: Lane): void {
    this.#lanes.add(lane);
    lane.onActive = () => this.#active.next(true);
  }

  remove(lane: Lane): void {
    lane.onActive = () => undefined;
    if (this.#lanes.delete(lane)) this.#gone = withFramesOf(this.#gone, lane);
  }

  /** All frames of all lanes since the beginning, also of lanes that are gone: it never falls. */
  frameTotals(): FrameCounts {
    return [...this.#lanes].reduce(withFramesOf, this.#gone);
  }

  /** One tick: `frames` of every lane (1, more only to catch up). */
  run(frames: number): void {
    const startMs = this.#ctx.clock.now();
    let someActive = false;
    for (const lane of this.#lanes) {
      if (!lane.isActive) continue;
      someActive = true;
      this.#guard(lane, () => lane.seal(frames));
    }
    for (const lane of this.#lanes) lane.flush();
    if (!someActive) this.#active.next(false);
    this.#prepare(startMs + PREPARE_BUDGET_MS);
  }

  /** Round robin, one frame each, until every lane is full or the budget is spent. */
  #prepare(untilMs: number): void {
    let some = true;
    while (some && this.#ctx.clock.now() < untilMs) {
      some = false;
      for (const lane of this.#lanes) {
        if (lane.isActive && this.#guard(lane, () => lane.prepare())) some = true;
      }
    }
  }

  #guard<T>(lane: Lane, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#ctx.log.error('A frame could not be made', { error });
      lane.fail(error);
      return undefined;
    }
  }
}
