/** An opened MP4 file as a {@link Demuxer}: a table of samples, fragments, or first the one and then the others. */
import type { Packet } from '../../../streams/ports.ts';
import type { Demuxer } from '../types.ts';
import { ContainerError } from '../types.ts';
import type { BoxWalker } from './box.ts';
import { openFragments } from './fragment.opening.ts';
import type { OpenedFragments } from './fragment.opening.ts';
import type { Layout } from './layout.ts';
import type { Track } from './movie.ts';
import type { Sample, Samples } from './sample.ts';
import { SampleTable } from './sample.table.ts';
import { Timescale } from './timescale.ts';

/** Of sound in one `read`, and how many packets at the most: a damaged table may give them no length. */
const BLOCK_MS = 120;
const BLOCK_PACKETS = 100;

export class Mp4Demuxer {
  readonly #layout: Layout;
  readonly #track: Track;
  readonly #walker: BoxWalker;
  readonly #time: Timescale;
  /** Null when all samples are in fragments. */
  readonly #table: SampleTable | null;
  /** Null when there are none. */
  #opened: OpenedFragments | null = null;
  #samples: Samples | null;
  /** The sample that is read next; null: ask for it. */
  #pending: Sample | null = null;
  #hasEnded = false;
  #firstTicks = 0;

  /** Throws a ContainerError when the track's tables are damaged. */
  constructor(layout: Layout) {
    this.#layout = layout;
    this.#track = layout.movie.track;
    this.#walker = layout.walker;
    this.#time = new Timescale(this.#track);
    const table = new SampleTable(this.#track.boxes);
    this.#table = table.count > 0 ? table : null;
    this.#samples = this.#table;
  }

  async open(): Promise<Demuxer> {
    const { movie, bodyAt } = this.#layout;
    const { id, timescale, format } = this.#track;
    let endTicks = this.#table?.endTicks;
    if (movie.fragments !== undefined) {
      const track = { id, timescale, defaults: movie.fragments };
      this.#opened = await openFragments(this.#walker, track, bodyAt, endTicks);
      endTicks = this.#opened.endTicks;
    }
    // The last sample of a table is as long as what is heard of it; an edit list may end even earlier.
    const heardTicks = Math.min(endTicks ?? Infinity, this.#track.heard.endTicks);
    const soundEndMs = Number.isFinite(heardTicks) ? Math.max(0, this.#time.msAt(heardTicks)) : undefined;
    const lengthMs = soundEndMs ?? movie.fragmentsMs;
    const first = await this.#peek();
    if (first === null) throw new ContainerError('The MP4 file holds no sound.');
    this.#firstTicks = first.ticks;
    if (lengthMs === undefined) this.#time.startAt(first.ticks);
    return {
      format,
      lengthMs,
      clockMs: this.#time.durationMs(first.ticks),
      soundEndMs,
      isSeekable: this.#walker.reader.source.seekable,
      tags: movie.tags,
      read: () => this.#read(),
      seek: (positionMs) => this.#seek(Math.max(0, Math.min(positionMs, lengthMs ?? positionMs))),
    };
  }

  async #read(): Promise<readonly Packet[] | null> {
    const block: Packet[] = [];
    for (let blockMs = 0; blockMs < BLOCK_MS && block.length < BLOCK_PACKETS;) {
      const sample = await this.#peek();
      if (sample === null) break;
      this.#pending = null;
      const packet = await this.#packet(sample);
      if (packet === null) break;
      block.push(packet);
      blockMs += packet.durationMs;
    }
    return block.length > 0 ? block : null;
  }

  /** The next sample that holds anything; null at the end. */
  async #peek(): Promise<Sample | null> {
    while (this.#pending === null && !this.#hasEnded) {
      const sample = this.#samples?.next() ?? null;
      if (sample !== null) {
        if (sample.size > 0) this.#pending = sample;
        continue;
      }
      this.#samples = (await this.#opened?.fragments.next()) ?? null;
      this.#hasEnded = this.#samples === null;
    }
    return this.#pending;
  }

  /** Null when the file is cut off before the end of the sample: that is the end of the track. */
  async #packet({ offset, size, ticks, duration }: Sample): Promise<Packet | null> {
    const { reader } = this.#walker;
    this.#walker.goTo(offset);
    if (reader.available < size && !(await reader.need(size))) {
      this.#hasEnded = true;
      return null;
    }
    return {
      data: reader.take(size),
      positionMs: this.#time.heardAt(ticks),
      durationMs: this.#time.durationMs(duration),
    };
  }

  async #seek(positionMs: number): Promise<void> {
    const ticks = this.#time.goalTicks(positionMs);
    if (!this.#walker.reader.source.seekable) return this.#walkTo(ticks);
    this.#pending = null;
    this.#hasEnded = false;
    const table = this.#table;
    if (table !== null && (this.#opened === null || ticks < table.endTicks)) {
      table.seek(ticks);
      this.#samples = table;
      this.#opened?.fragments.jump(this.#opened.start);
    } else if (this.#opened !== null) {
      this.#samples = await this.#findFragment(this.#opened, ticks);
    }
  }

  /** The fragment that holds `ticks`, or the last one, with its next sample being the right one. */
  async #findFragment(opened: OpenedFragments, ticks: number): Promise<Samples | null> {
    const { fragments, marks, start } = opened;
    fragments.jump(marks.findLast((mark) => mark.ticks <= ticks) ?? start);
    let last: Samples | null = null;
    for (let fragment = await fragments.next(); fragment !== null; fragment = await fragments.next()) {
      last = fragment;
      if (fragment.endTicks > ticks) break;
    }
    last?.seek(ticks);
    return last;
  }

  /** On a source that only goes forward: passes over samples that end at or before `ticks`. */
  async #walkTo(ticks: number): Promise<void> {
    let sample = await this.#peek();
    if (sample !== null && sample.ticks > Math.max(ticks, this.#firstTicks)) {
      throw new ContainerError('This stream cannot go back.');
    }
    for (; sample !== null && sample.ticks + sample.duration <= ticks; sample = await this.#peek()) {
      this.#pending = null;
    }
  }
}
