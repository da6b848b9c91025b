/** Which segment comes next: from a list that is complete, or from one that is loaded again while it grows. */
import { ContainerError, type Around } from '../types.ts';
import type { Files } from './files.ts';
import type { MediaPlaylist, Segment } from './playlist.ts';

/** A live stream is joined so many segments before its end (RFC 8216 §6.3.3): that bridges a reload that comes late. */
const LIVE_SEGMENTS = 3;
/** Reloads in a row that may fail. */
const MAX_FAILED_RELOADS = 5;
/** Without a new segment for so long a stream is over, although nobody wrote its end. */
const MIN_SILENCE_MS = 30_000;
const SILENT_TARGETS = 6;
/** A list that ends so far before what we have played is a new broadcast; less, and it comes from a slow cache. */
const STALE_SEGMENTS = 3;

/** A live list that is so old is loaded again before it is believed: after a pause what it names may be gone. */
const OLD_TARGETS = 3;

/** The outer world's time; the graph's scheduler is not there in a container. */
export interface Clock {
  /** Monotonic, ms. */
  now(): number;
  /** Rejects when `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export interface Listed {
  readonly segment: Segment;
  /** Did others pass by before it, so that it does not go on where the last one ended? */
  readonly isJump: boolean;
}

export class Listing {
  readonly #files: Files;
  readonly #url: string;
  readonly #around: Around;
  readonly #clock: Clock;
  #playlist: MediaPlaylist;
  /** Number of the segment that comes next. */
  #next: number;
  #isJump = true;
  #loadedAt: number;
  #changedAt: number;
  #isFresh = true;

  constructor(playlist: MediaPlaylist, url: string, files: Files, around: Around, clock: Clock) {
    this.#playlist = playlist;
    this.#url = url;
    this.#files = files;
    this.#around = around;
    this.#clock = clock;
    this.#loadedAt = clock.now();
    this.#changedAt = this.#loadedAt;
    this.#next = this.isLive ? this.#liveEdge() : this.#first;
  }

  get isLive(): boolean {
    return !this.#playlist.isEnded;
  }

  /** Of a list that is complete: the sum of its segments, ms. */
  get lengthMs(): number {
    const last = this.#playlist.segments.at(-1);
    return last === undefined ? 0 : last.startMs + last.durationMs;
  }

  get #first(): number {
    return this.#playlist.segments[0]?.sequence ?? 0;
  }

  get #last(): number {
    return this.#playlist.segments.at(-1)?.sequence ?? -1;
  }

  #liveEdge(): number {
    return Math.max(this.#first, this.#last - LIVE_SEGMENTS + 1);
  }

  /** Waits for it, if need be; null at the end. Rejects when the list cannot be loaded any more. */
  async next(): Promise<Listed | null> {
    if (this.isLive && this.#isOld()) await this.#reload();
    for (;;) {
      // It was paused for longer than the window: what it missed is gone, and a live stream is where it is now.
      if (this.#next < this.#first) this.#jumpTo(this.#liveEdge());
      const segment = this.#playlist.segments[this.#next - this.#first];
      if (segment !== undefined) {
        const isJump = this.#isJump;
        this.#next += 1;
        this.#isJump = false;
        return { segment, isJump };
      }
      if (this.#playlist.isEnded || this.#isSilent()) return null;
      await this.#reload();
    }
  }

  /** The next segment is the one at `positionMs`, or so many before it. Only where the list is complete. */
  seek(positionMs: number, before: number): void {
    const { segments } = this.#playlist;
    const index = segments.findLastIndex(({ startMs }) => startMs <= positionMs);
    this.#jumpTo(this.#first + Math.max(0, index - before));
  }

  #jumpTo(sequence: number): void {
    this.#next = sequence;
    this.#isJump = true;
  }

  #isOld(): boolean {
    return this.#clock.now() - this.#loadedAt > OLD_TARGETS * this.#playlist.targetMs;
  }

  #isSilent(): boolean {
    const mostMs = Math.max(MIN_SILENCE_MS, SILENT_TARGETS * this.#playlist.targetMs);
    return this.#clock.now() - this.#changedAt > mostMs;
  }

  /** A list that has not changed is asked for again after half the time (RFC 8216 §6.3.4). */
  async #reload(): Promise<void> {
    const { targetMs } = this.#playlist;
    for (let failures = 0; ; failures += 1) {
      const dueAt = this.#loadedAt + (this.#isFresh ? targetMs : targetMs / 2);
      await this.#clock.wait(Math.max(0, dueAt - this.#clock.now()), this.#around.closed);
      this.#loadedAt = this.#clock.now();
      this.#isFresh = false;
      try {
        const playlist = await this.#files.playlist(this.#url);
        if (playlist.type === 'media') return this.#take(playlist);
        throw new ContainerError('The playlist is no list of segments any more.');
      } catch (error) {
        if (this.#around.closed.aborted || failures >= MAX_FAILED_RELOADS) throw error;
      }
    }
  }

  #take(playlist: MediaPlaylist): void {
    const before = this.#last;
    this.#playlist = playlist;
    const isAnew = this.#last + STALE_SEGMENTS < this.#next - 1;
    if (isAnew) this.#jumpTo(this.#liveEdge());
    if (this.#last > before || isAnew || playlist.isEnded) {
      this.#isFresh = true;
      this.#changedAt = this.#clock.now();
    }
  }
}
