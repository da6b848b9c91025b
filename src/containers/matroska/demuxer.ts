/** An opened Matroska or WebM file or live stream as a {@link Demuxer}. */
import type { Packet } from '../../../streams/ports.ts';
import type { Demuxer } from '../types.ts';
import { ContainerError } from '../types.ts';
import { bisectClusters } from './bisect.ts';
import { readBlock } from './block.ts';
import type { ClusterMark } from './cues.ts';
import { markBefore, readCues } from './cues.ts';
import { int, uint } from './ebml.ts';
import type { Element, ElementWalker } from './elements.ts';
import type { Headers } from './headers.ts';
import { Id } from './ids.ts';
import { preRollMs } from './packet.length.ts';
import { Timing } from './timing.ts';

/** Of sound in one `read`. */
const BLOCK_MS = 120;
/** And so many packets at the most: damaged files may give them no length. */
const BLOCK_PACKETS = 100;
/** Cues are often those of a film's picture; the sound of a moment may lie a cluster or two before. */
const MAX_STEPS_BACK = 4;
/** Near the start a seek begins at the first packet: only there the Opus decoder drops the pre-skip. */
const START_MS = 20;

/** The last cluster is looked for in so much of the end of a file, and in more if there is none. */
const TAIL_BYTES = [256 * 1024, 2 * 1024 * 1024, 16 * 1024 * 1024];

const endOf = (packet: Packet | undefined): number | undefined =>
  packet && packet.positionMs + packet.durationMs;

export class MatroskaDemuxer {
  readonly #walker: ElementWalker;
  readonly #headers: Headers;
  readonly #timing: Timing;
  #clusterTicks = 0;
  /** Packets of the last block that were not asked for yet. */
  #placed: Packet[] = [];
  #hasEnded = false;
  #cues: readonly ClusterMark[] | null = null;
  /** Track time behind the last packet that was read. */
  #nowMs = 0;
  /** Offset behind the group that we are in; 0 outside. */
  #groupEnd = 0;
  /** Where the sound ends: padding of a block, which only the last one has. */
  #soundEndMs: number | undefined;

  constructor(walker: ElementWalker, headers: Headers) {
    this.#walker = walker;
    this.#headers = headers;
    this.#timing = new Timing(headers.track, headers.lengthMs === undefined, headers.msPerTick);
  }

  async open(): Promise<Demuxer> {
    const { track, tags, cuesAt } = this.#headers;
    const { source } = this.#walker.reader;
    if (!(await this.#fill())) throw new ContainerError('The Matroska file holds no sound.');
    const lengthMs = this.#headers.lengthMs ?? (await this.#measure());
    const soundEndMs = (): number | undefined => this.#soundEndMs;
    return {
      format: track.format,
      lengthMs,
      get soundEndMs() {
        return soundEndMs();
      },
      isSeekable: source.seekable && (source.size !== undefined || cuesAt !== undefined),
      tags,
      read: () => this.#read(),
      seek: (positionMs) => this.#seek(Math.max(0, Math.min(positionMs, lengthMs ?? positionMs))),
    };
  }

  /** Where the last packet ends of a file that was written without going back to note its length; undefined if live. */
  async #measure(): Promise<number | undefined> {
    const { reader } = this.#walker;
    const { size, seekable } = reader.source;
    const { clustersAt } = this.#headers;
    if (!seekable || size === undefined) return undefined;
    let endMs: number | undefined;
    for (const bytes of TAIL_BYTES) {
      const from = Math.max(clustersAt, size - bytes);
      reader.seek(from);
      if ((await this.#walker.findCluster()) !== null) {
        this.#jump(reader.position);
        for (; await this.#fill(); this.#placed = []) endMs = endOf(this.#placed.at(-1)) ?? endMs;
      }
      if (endMs !== undefined || from === clustersAt) break;
    }
    this.#jump(clustersAt);
    await this.#fill();
    return this.#soundEndMs ?? endMs;
  }

  async #read(): Promise<readonly Packet[] | null> {
    const block: Packet[] = [];
    for (let blockMs = 0; blockMs < BLOCK_MS && block.length < BLOCK_PACKETS;) {
      const packets = this.#placed;
      this.#placed = [];
      for (const packet of packets) {
        block.push(packet);
        blockMs += packet.durationMs;
        this.#nowMs = packet.positionMs + packet.durationMs;
      }
      if (blockMs < BLOCK_MS && !(await this.#fill())) break;
    }
    return block.length > 0 ? block : null;
  }

  /** Places the packets of the next block; false at the end. */
  async #fill(): Promise<boolean> {
    while (this.#placed.length === 0) {
      if (this.#hasEnded) return false;
      const element = await this.#walker.next();
      if (element !== null && (await this.#enter(element))) continue;
      if (await this.#resume(element)) continue;
      this.#hasEnded = true;
      this.#placed = this.#timing.flush();
    }
    return true;
  }

  /**
   * Clusters and groups are walked like a flat list, so that one of unknown length needs no care: the next one ends
   * it. False where something stands that is no part of a segment.
   */
  async #enter(element: Element): Promise<boolean> {
    const { id, size } = element;
    if (id === Id.Cluster || id === Id.BlockGroup) {
      this.#groupEnd = id === Id.Cluster || size === undefined ? 0 : this.#walker.reader.position + size;
      return true;
    }
    if (size === undefined || id === Id.Ebml || !this.#isInside(size)) return false;
    if (id === Id.Timestamp) this.#clusterTicks = uint(await this.#walker.data(element));
    else if (id === Id.SimpleBlock || id === Id.Block) await this.#takeBlock(element);
    else this.#walker.skip(element);
    return true;
  }

  #isInside(size: number): boolean {
    const { position, source } = this.#walker.reader;
    return source.size === undefined || position + size <= source.size;
  }

  async #takeBlock(element: Element): Promise<void> {
    const block = await readBlock(this.#walker, element, this.#headers.track);
    if (block === null) return;
    const ms = (this.#clusterTicks + block.ticks) * this.#headers.msPerTick;
    this.#placed = this.#timing.place(block.packets, ms);
    if (element.id === Id.Block) await this.#leaveGroup();
  }

  /** Behind the block its group says how much at its end is padding, in ns. Negative is at the start: CodecDelay's. */
  async #leaveGroup(): Promise<void> {
    const { reader } = this.#walker;
    while (reader.position < this.#groupEnd) {
      const element = await this.#walker.next();
      if (element === null) return;
      if (element.size === undefined || reader.position + element.size > this.#groupEnd) {
        reader.seek(element.start);
        return;
      }
      if (element.id !== Id.DiscardPadding) this.#walker.skip(element);
      else this.#notePadding(int(await this.#walker.data(element)) / 1e6);
    }
  }

  #notePadding(paddingMs: number): void {
    const last = this.#placed.at(-1);
    if (last === undefined || paddingMs <= 0 || paddingMs > last.durationMs) return;
    this.#soundEndMs = last.positionMs + last.durationMs - paddingMs;
  }

  /** Behind damage: goes to the next cluster. Another file that begins here (`element`) is the end. */
  async #resume(element: Element | null): Promise<boolean> {
    if (element?.id === Id.Ebml) return false;
    if (element !== null) this.#walker.reader.seek(element.start + 1);
    return (await this.#walker.findCluster()) !== null;
  }

  async #seek(positionMs: number): Promise<void> {
    const goalMs = this.#goal(positionMs);
    if (!this.#walker.reader.source.seekable) {
      const nowMs = this.#placed[0]?.positionMs ?? this.#nowMs;
      if (Math.max(0, goalMs) < nowMs) throw new ContainerError('This stream cannot go back.');
      await this.#walkTo(goalMs);
      return;
    }
    this.#cues ??= await readCues(this.#walker, this.#headers);
    const cues = this.#cues;
    let index = markBefore(cues, this.#timing.fileMs(goalMs));
    for (let step = 0; step <= MAX_STEPS_BACK; step += 1, index -= 1) {
      const mark = cues[index];
      this.#jump(mark?.offset ?? (await this.#findWithoutCues(goalMs)));
      if ((await this.#walkTo(goalMs)) || mark === undefined) return;
    }
  }

  /** Where decoding has to begin to be right at `positionMs`. */
  #goal(positionMs: number): number {
    const { format } = this.#headers.track;
    const goalMs = positionMs - preRollMs(format);
    return format.codec === 'opus' && goalMs <= START_MS ? -Infinity : goalMs;
  }

  async #findWithoutCues(goalMs: number): Promise<number> {
    const { clustersAt, msPerTick } = this.#headers;
    const { size } = this.#walker.reader.source;
    const target = this.#timing.fileMs(goalMs) / msPerTick;
    const hasCues = this.#cues !== null && this.#cues.length > 0;
    if (size === undefined || hasCues || target <= 0) return clustersAt;
    return bisectClusters(this.#walker, clustersAt, size, target);
  }

  #jump(offset: number): void {
    this.#walker.reader.seek(offset);
    this.#timing.jump();
    this.#placed = [];
    this.#hasEnded = false;
  }

  /** Drops packets that end at or before the goal, but for the last one of all. False if the goal is behind us. */
  async #walkTo(goalMs: number): Promise<boolean> {
    let before: Packet | undefined;
    while (this.#placed.length > 0 || (await this.#fill())) {
      const index = this.#placed.findIndex((packet) => packet.positionMs + packet.durationMs > goalMs + 0.01);
      const first = this.#placed[index];
      before = this.#placed[(index < 0 ? this.#placed.length : index) - 1] ?? before;
      this.#placed = index < 0 ? [] : this.#placed.slice(index);
      if (first === undefined) continue;
      this.#prime(before, first);
      return before !== undefined || first.positionMs <= goalMs;
    }
    this.#placed = before === undefined ? [] : [before];
    return before !== undefined;
  }

  /** A Vorbis decoder gives nothing for the first packet it sees: it gets the one before the goal, of no duration. */
  #prime(before: Packet | undefined, first: Packet): void {
    if (before === undefined || this.#headers.track.format.codec !== 'vorbis') return;
    this.#placed = [{ data: before.data, positionMs: first.positionMs, durationMs: 0 }, ...this.#placed];
  }
}
