/**
 * One guild's place in the shard's batch: ready frames → (tick) → sent.
 *
 *     tick      0    1    2    3    4    5    6    7    8    9
 *     ready     a    b    c    ·                                  the track ended
 *     sent      a    b    c    s    s    s    s    s    ·    ·    five frames of silence, then parked
 *     notices   F              E                                  first frame, end
 *
 * The control plane writes the record (`sink`, `paused`, `endMs`, `present`), the tick reads it. Rare notices go back
 * through `notices$`; nothing here runs an operator per frame.
 */
import { BehaviorSubject, Subject, type Observable } from 'rxjs';
import type { FilterSettings } from '../commands.ts';
import { FRAME_MS, SILENCE_FRAME, type Clock, type PacketSink } from '../ports.ts';
import type { FrameMaker } from '../track/frame.maker.ts';
import type { LaneLook } from '../voice/health.ts';
import { FrameMeter } from '../stats/frame.meter.ts';
import type { LaneNotice } from './lane.notice.ts';
import { Succession, type Successor } from './succession.ts';

const SILENCE_FRAMES = 5;

const MAX_STALL_MS = 1_000;

export type { LaneNotice };

export class Lane {
  readonly #clock: Clock;
  readonly #notices = new Subject<LaneNotice>();
  readonly notices$: Observable<LaneNotice> = this.#notices.asObservable();
  readonly #polled = new BehaviorSubject(false);
  /** Does anybody ask for this guild's frames? */
  readonly polled$: Observable<boolean> = this.#polled.asObservable();
  readonly meter: FrameMeter;
  readonly succession = new Succession();
  /** Tells the shard that this lane needs ticks (again). */
  onActive: () => void = () => undefined;

  /** Player volume 0 … 1000, read at each frame that is made. */
  volume = 100;
  /** The filters as they were set, read at each frame that is made; a new object is a new set. */
  filters: FilterSettings = {};
  #sink: PacketSink | null = null;
  #paused = false;
  /** End marker of the current track, ms; null when there is none or it has been passed already. */
  endMs: number | null = null;

  /** What sounds now. */
  #current: FrameMaker | null = null;
  /** What will sound as soon as it has a frame; until then the current one goes on (seek ghosting). */
  #next: FrameMaker | null = null;
  /** Where a play or seek is going while its sound is still being fetched; what sounds meanwhile is not of it. */
  #headingMs: number | null = null;
  #silenceLeft = 0;
  #starving = false;
  #ended = false;
  /** Position of the frame sent last and when that was; null before the first one. */
  #heard: { positionMs: number; atMs: number } | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.meter = new FrameMeter(clock);
  }

  /** Where packets go; null while there is no live voice connection. */
  set sink(sink: PacketSink | null) {
    this.#sink = sink;
    this.#polled.next(sink !== null);
    this.#changed();
  }

  /** The connection is away until something is to be played: no packets, but the track is not abandoned. */
  park(): void {
    this.#sink = null;
    this.#changed();
  }

  set paused(paused: boolean) {
    this.#paused = paused;
    this.#changed();
  }

  #changed(): void {
    this.#setStarving(false);
    this.meter.playing(this.#isPlaying());
    if (this.isActive) this.onActive();
  }

  #isPlaying(): boolean {
    return this.#sink !== null && !this.#paused && (this.#current !== null || this.#next !== null);
  }

  /** Does the tick have anything to do here? */
  get isActive(): boolean {
    return this.#sink !== null && (this.#isPlaying() || this.#silenceLeft > 0);
  }

  /** A play or seek is under way to `positionMs` until its sound is presented; null: nowhere, or it cannot go there. */
  heads(positionMs: number | null): void {
    this.#headingMs = positionMs;
  }

  /** Sounds `maker` from its first frame on; what sounds now goes on until then, or is silenced at once. */
  present(maker: FrameMaker, goesOn = true): void {
    if (this.succession.successor?.maker === maker) {
      this.succession.successor = null;
      maker.takeOver(this.#current);
    }
    if (!goesOn) this.#hush();
    this.#next?.free();
    this.#next = maker;
    this.#headingMs = null;
    this.#ended = false;
    this.#changed();
    this.succession.restart();
  }

  /** What may be joined to the end of what sounds; null while that is not the track or place that it should be. */
  get follower(): Successor | null {
    return this.#next === null && this.#headingMs === null ? this.succession.successor : null;
  }

  /** Do packets pass as they are? */
  get isPassing(): boolean {
    return this.#current?.hasEncoder === false;
  }

  /** Silence at once: the track was stopped, ended or failed. */
  clear(): void {
    this.#hush();
    this.#headingMs = null;
    this.endMs = null;
    this.#changed();
  }

  #hush(): void {
    this.#current?.free();
    this.#next?.free();
    this.#current = null;
    this.#next = null;
    this.#heard = null;
  }

  /** Position of what is heard now, ms; the target of a seek or start until its first frame went out. */
  get positionMs(): number {
    if (this.#headingMs !== null) return this.#headingMs;
    if (this.#next !== null) return this.#next.fromMs;
    if (this.#heard === null) return this.#current?.fromMs ?? 0;
    const sinceMs = Math.min(FRAME_MS, Math.max(0, this.#clock.now() - this.#heard.atMs));
    return Math.max(0, this.#heard.positionMs + sinceMs);
  }

  /** First half of a tick: encrypts what is due into the sink's ring. */
  seal(frames: number): void {
    const sink = this.#sink;
    if (sink === null) return;
    for (let i = 0; i < frames; i += 1) this.#sealOne(sink);
  }

  #sealOne(sink: PacketSink): void {
    if (this.#isPlaying() && this.#sealSound(sink)) return;
    if (this.#silenceLeft === 0) return;
    this.#silenceLeft -= 1;
    sink.seal(SILENCE_FRAME);
    if (this.#silenceLeft === 0) sink.speaking(false);
  }

  #sealSound(sink: PacketSink): boolean {
    if (this.#next !== null && (this.#next.hasFrame || this.#next.make() || this.#next.ended)) this.#switch();
    const maker = this.#current;
    if (maker === null) return this.#miss();
    if (!maker.hasFrame) maker.make();
    // While something else is awaited, what sounds is the old track or place: neither its end nor its position count.
    const isCurrent = this.#next === null && this.#headingMs === null;
    if (isCurrent && this.endMs !== null && maker.hasFrame && maker.positionMs >= this.endMs) {
      this.endMs = null;
      return this.#over('endReached', sink);
    }
    const frame = maker.take();
    if (frame === undefined) return isCurrent && maker.ended ? this.#over('ended', sink) : this.#miss();
    if (isCurrent) this.succession.look(maker);
    this.#setStarving(false);
    sink.speaking(true);
    sink.seal(frame.data);
    this.meter.sent();
    this.#silenceLeft = SILENCE_FRAMES;
    const nowMs = this.#clock.now();
    if (this.#heard !== null) this.#noteSpacing(nowMs - this.#heard.atMs);
    this.#heard = { positionMs: frame.positionMs, atMs: nowMs };
    return true;
  }

  #noteSpacing(spacingMs: number): void {
    // What is further apart has a pause in between.
    if (spacingMs > FRAME_MS && spacingMs < MAX_STALL_MS) this.meter.totalLateMs += spacingMs - FRAME_MS;
  }

  /** For the health of the connection: allocates, so not for the tick. */
  look(): LaneLook {
    const { totalSent: sent, totalNulled: nulled, totalLateMs: lateMs } = this.meter;
    return { sent, nulled, lateMs, bufferMs: (this.#next ?? this.#current)?.aheadMs ?? null };
  }

  #switch(): void {
    this.#current?.free();
    this.#current = this.#next;
    this.#next = null;
    this.#heard = null;
  }

  #miss(): boolean {
    this.meter.nulled();
    this.#setStarving(true);
    return false;
  }

  /** The track is over. What follows was presented in answer to that, and is heard in the same tick. */
  #over(type: 'ended' | 'endReached', sink: PacketSink): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    const maker = this.#current;
    this.#notices.next({ type });
    // Behind its end marker there is more of it, which must not go on until what follows is there.
    if (type === 'endReached' && this.#current === maker && maker !== null) this.#hush();
    return this.#next !== null && this.#sealSound(sink);
  }

  #setStarving(on: boolean): void {
    if (this.#starving === on) return;
    this.#starving = on;
    this.#notices.next({ type: 'starving', on });
  }

  /** A frame could not be made: the track is given up, the lane lives on. */
  fail(error: unknown): void {
    // It was the old track's, and the new one is on its way.
    if (this.#headingMs !== null) this.#hush();
    else this.#notices.next({ type: 'broke', error });
  }

  /** Second half of a tick: sends what was sealed. */
  flush(): void {
    this.#sink?.flush();
  }

  /** Makes one frame ahead, if one is missing; true if it did. */
  prepare(): boolean {
    return (this.#next?.make() ?? false) || (this.#current?.make() ?? false);
  }

  /** Nothing remains: no encoder, no subscriber. */
  free(): void {
    this.clear();
    this.succession.free();
    this.#sink = null;
    this.#silenceLeft = 0;
    this.#notices.complete();
    this.#polled.complete();
  }
}
