/** An opened Ogg file or radio as a {@link Demuxer}. */
import type { Packet } from '../../../streams/ports.ts';
import type { ByteSource, Demuxer } from '../types.ts';
import { ContainerError } from '../types.ts';
import { chainOf } from './chain.ts';
import type { Part } from './chain.ts';
import type { Link } from './link.ts';
import { openLink } from './link.ts';
import { lastGranule } from './length.ts';
import type { Page, PageReader } from './page.ts';
import { findPage } from './seek.ts';
import { Timeline } from './timeline.ts';

/** Of sound in one `read`. */
const BLOCK_MS = 120;
/** And so many packets at the most: damaged files may give them no length. */
const BLOCK_PACKETS = 100;
/** A page found by a seek may end so much before the target; the rest is read through. */
const NEAR_MS = 3000;
/** Near the start a seek begins at the first packet: only there the decoder drops the pre-skip. */
const START_MS = 20;

export class OggDemuxer {
  readonly #source: ByteSource;
  readonly #pages: PageReader;
  readonly #first: Link;
  #link: Link;
  #timeline: Timeline;
  /** Packets of the last page that were not asked for yet, from `#next` on. */
  #placed: Packet[] = [];
  #next = 0;
  #hasEnded = false;
  /** The streams of the file, most often one; none where its end is not known. */
  #parts: readonly Part[] = [];

  constructor(source: ByteSource, pages: PageReader, link: Link) {
    this.#source = source;
    this.#pages = pages;
    this.#first = link;
    this.#link = link;
    this.#timeline = new Timeline(link.mapping);
  }

  /** Reads the first packets, which tell where time begins, and the end of the file, which tells the length. */
  async open(): Promise<Demuxer> {
    const { serial, mapping, offset } = this.#first;
    if (!(await this.#fill())) throw new ContainerError('The Ogg file holds no sound.');
    this.#parts = await this.#measure(await lastGranule(this.#source, serial, offset));
    const last = this.#parts.at(-1);
    const lengthMs = last && Math.max(0, last.timeline.msAt(last.endGranule));
    // The granule of the last page may be less than its packets hold; when another link follows, that is not the end.
    const isWhole = (): boolean => this.#parts.length > 1 || this.#link === this.#first;
    const soundEndMs = (): number | undefined => (isWhole() ? lengthMs : undefined);
    return {
      format: mapping.format,
      lengthMs,
      get soundEndMs() {
        return soundEndMs();
      },
      isSeekable: lengthMs !== undefined,
      tags: mapping.tags,
      read: () => this.#read(),
      seek: (positionMs) => this.#seek(Math.max(0, positionMs)),
    };
  }

  /** `endGranule` is null for a file that ends with another stream than it begins with. */
  async #measure(endGranule: number | null): Promise<readonly Part[]> {
    const { size } = this.#source;
    if (endGranule === null || size === undefined) return (await chainOf(this.#source)) ?? [];
    return [{ link: this.#first, timeline: this.#timeline, startMs: 0, end: size, endGranule }];
  }

  async #read(): Promise<readonly Packet[] | null> {
    const block: Packet[] = [];
    for (let blockMs = 0; blockMs < BLOCK_MS && block.length < BLOCK_PACKETS;) {
      const packet = this.#placed[this.#next];
      if (packet !== undefined) {
        this.#next += 1;
        block.push(packet);
        blockMs += packet.durationMs;
      } else if (!(await this.#fill())) {
        break;
      }
    }
    return block.length > 0 ? block : null;
  }

  /** Places the packets of the next page that ends any; false at the end. */
  async #fill(): Promise<boolean> {
    this.#placed = [];
    this.#next = 0;
    while (this.#placed.length === 0) {
      const page = this.#hasEnded ? null : await this.#pages.next();
      if (page === null || !(await this.#take(page))) {
        this.#hasEnded = true;
        return false;
      }
    }
    return true;
  }

  /** False when the track ends before this page. */
  async #take(page: Page): Promise<boolean> {
    // Where a new stream begins, ours is over: a chained file, or the next song of a radio.
    if (page.isFirst) return this.#joinLink(page);
    if (page.serial !== this.#link.serial) return true;
    const packets = this.#link.assembler.push(page);
    if (this.#link.assembler.hasGap) this.#timeline.jump();
    this.#placed = this.#timeline.place(page, packets);
    return true;
  }

  async #joinLink(page: Page): Promise<boolean> {
    const link = await openLink(this.#pages, page).catch((error: unknown) => {
      // What cannot be played ends the track where it was good up to here; other errors are the source's own.
      if (error instanceof ContainerError) return null;
      throw error;
    });
    if (link === null || !this.#first.mapping.continues(link.mapping)) return false;
    this.#link = link;
    this.#timeline = new Timeline(link.mapping, this.#timeline.endMs);
    return true;
  }

  async #seek(positionMs: number): Promise<void> {
    const last = this.#parts.at(-1);
    if (last !== undefined) {
      const goalMs = this.#goal(Math.min(positionMs, last.timeline.msAt(last.endGranule - 1)));
      const part = this.#parts.findLast(({ startMs }) => startMs <= goalMs) ?? this.#parts[0] ?? last;
      await this.#jump(goalMs, part);
      return this.#walkTo(goalMs);
    }
    const goalMs = this.#goal(positionMs);
    if (Math.max(0, goalMs) < (this.#placed[this.#next]?.positionMs ?? this.#timeline.endMs)) {
      throw new ContainerError('This stream cannot go back.');
    }
    return this.#walkTo(goalMs);
  }

  /** Where decoding has to begin to be right at `positionMs`. */
  #goal(positionMs: number): number {
    const { preRollMs } = this.#first.mapping;
    const goalMs = positionMs - preRollMs;
    return preRollMs > 0 && goalMs <= START_MS ? -Infinity : goalMs;
  }

  async #jump(goalMs: number, { link, timeline, startMs, end, endGranule }: Part): Promise<void> {
    const { serial, mapping, offset, assembler } = link;
    const target = timeline.granuleAt(goalMs);
    const range = {
      serial,
      low: { offset, granule: timeline.granuleAt(startMs) },
      high: { offset: end, granule: endGranule },
    };
    const near = (NEAR_MS * mapping.granuleRate) / 1000;
    this.#pages.jump(await findPage(this.#pages, range, target, near));
    this.#link = link;
    this.#timeline = timeline;
    assembler.reset();
    timeline.jump();
    this.#hasEnded = false;
    this.#placed = [];
    this.#next = 0;
  }

  /** Drops packets that end at or before the goal, but the last one is kept if nothing comes behind it. */
  async #walkTo(goalMs: number): Promise<void> {
    let before: Packet | undefined;
    for (;;) {
      for (; this.#next < this.#placed.length; this.#next += 1) {
        const packet = this.#placed[this.#next];
        if (packet === undefined) break;
        // A hundredth of a millisecond of tolerance: a goal that is a packet's own time, rounded, must not miss it.
        if (packet.positionMs + packet.durationMs > goalMs + 0.01) return this.#prime(before, packet);
        before = packet;
      }
      if (!(await this.#fill())) break;
    }
    this.#placed = before === undefined ? [] : [before];
  }

  /** A Vorbis decoder gives nothing for the first packet it sees: it gets the one before the goal, of no duration. */
  #prime(before: Packet | undefined, first: Packet): void {
    if (before === undefined || this.#link.mapping.format.codec !== 'vorbis') return;
    const primer = { data: before.data, positionMs: first.positionMs, durationMs: 0 };
    this.#placed = [primer, ...this.#placed.slice(this.#next)];
    this.#next = 0;
  }
}
