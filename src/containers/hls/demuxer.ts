/** An HLS stream as a {@link Demuxer}: segment after segment, as one track. */
import type { AudioFormat, Packet } from '../../../streams/ports.ts';
import type { Container, Demuxer } from '../types.ts';
import { ContainerError } from '../types.ts';
import type { Files } from './files.ts';
import type { Listed, Listing } from './listing.ts';
import type { Part } from './part.ts';
import { openPart } from './part.ts';
import { Timeline } from './timeline.ts';

/** Decoders need so much before a place to be right at it: MP3 frames borrow from earlier ones, AAC frames overlap. */
const PRE_ROLL_MS = 250;
/** Segments in a row that may be missing. */
const MAX_MISSED = 3;
/** Pauses before a segment is asked for again. */
const RETRY_DELAYS_MS = [250, 1000];

export interface HlsParts {
  readonly listing: Listing;
  readonly files: Files;
  /** What segments may be made of. */
  readonly containers: readonly Container[];
  /** Rejects when the stream was closed. */
  readonly pause: (ms: number) => Promise<void>;
}

export class HlsDemuxer {
  readonly #parts: HlsParts;
  readonly #timeline = new Timeline();
  #part: Part | null = null;
  /** The part that was opened last. */
  #earlier: Demuxer | undefined;
  /** Where the current part begins, and where what was read ends. */
  #partMs = 0;
  #endMs = 0;
  #missed = 0;
  /** Read by a seek, and wanted. */
  #kept: readonly Packet[] | null = null;
  #format: AudioFormat | undefined;

  constructor(parts: HlsParts) {
    this.#parts = parts;
  }

  async open(): Promise<Demuxer> {
    const { listing } = this.#parts;
    await this.#nextPart();
    if (this.#part === null) throw new ContainerError('The stream holds no sound.');
    this.#format = this.#part.format;
    return {
      format: this.#part.format,
      lengthMs: listing.isLive ? undefined : listing.lengthMs,
      isSeekable: !listing.isLive,
      tags: {},
      read: () => this.#read(),
      seek: (positionMs) => this.#seek(positionMs),
    };
  }

  async #read(): Promise<readonly Packet[] | null> {
    const kept = this.#kept;
    this.#kept = null;
    if (kept !== null) return kept;
    while (this.#part !== null) {
      const packets = await this.#readPart(this.#part);
      if (packets !== null && packets.length > 0) return packets;
      if (packets === null) await this.#nextPart();
    }
    return null;
  }

  /** A segment that breaks off has an end like any other: what is missing was lost on the way. */
  async #readPart(part: Part): Promise<readonly Packet[] | null> {
    const packets = await part.read().catch((error: unknown) => this.#missedOne(error));
    const last = packets?.at(-1);
    if (packets === null || last === undefined) return packets;
    this.#missed = 0;
    this.#endMs = this.#partMs + last.positionMs + last.durationMs;
    return packets.map((packet) => ({ ...packet, positionMs: this.#partMs + packet.positionMs }));
  }

  #missedOne(error: unknown): null {
    this.#parts.files.drop();
    this.#missed += 1;
    if (this.#missed > MAX_MISSED) throw error;
    return null;
  }

  /** Opens the next segment that can be had; none at the end. */
  async #nextPart(): Promise<void> {
    const { listing } = this.#parts;
    let isAfterGap = false;
    for (let listed = await listing.next(); listed !== null; listed = await listing.next()) {
      const part = listed.segment.isGap ? null : await this.#openPart(listed);
      if (part !== null) {
        this.#begin(part, listed.isJump || isAfterGap);
        return;
      }
      isAfterGap = true;
    }
    this.#part = null;
    this.#parts.files.drop();
  }

  async #openPart({ segment }: Listed): Promise<Part | null> {
    const { files, containers, pause } = this.#parts;
    for (const delayMs of RETRY_DELAYS_MS) {
      try {
        return await openPart(segment, files, containers, this.#earlier);
      } catch (error) {
        files.drop();
        // The same bytes would say the same again.
        if (error instanceof ContainerError) return this.#missedOne(error);
        await pause(delayMs);
      }
    }
    return openPart(segment, files, containers, this.#earlier).catch((error: unknown) =>
      this.#missedOne(error),
    );
  }

  #begin(part: Part, isJump: boolean): void {
    const { segment, clockMs, delayMs, format } = part;
    const { codec } = this.#format ?? format;
    if (codec !== format.codec)
      throw new ContainerError(`The stream changes from ${codec} to ${format.codec}.`);
    this.#partMs = isJump ? this.#timeline.positionMs(this.#inTrack(segment), clockMs) : this.#endMs;
    if (this.#partMs === 0) this.#partMs = -delayMs;
    this.#timeline.note(segment, clockMs, this.#partMs);
    this.#part = part;
    this.#earlier = part.demuxer;
  }

  /** A live stream's list begins anywhere, and a track at 0. */
  #inTrack(segment: Part['segment']): Part['segment'] {
    return this.#parts.listing.isLive ? { ...segment, startMs: this.#endMs } : segment;
  }

  async #seek(positionMs: number): Promise<void> {
    const { listing } = this.#parts;
    if (listing.isLive) throw new ContainerError('A live stream has no places.');
    const goalMs = Math.max(0, Math.min(positionMs, listing.lengthMs) - PRE_ROLL_MS);
    // Its sound may begin a bit after the segment: then the place is at the end of the one before.
    for (const before of [0, 1]) {
      this.#kept = null;
      listing.seek(goalMs, before);
      await this.#nextPart();
      if (this.#part === null || this.#partMs <= goalMs) break;
    }
    for (let packets = await this.#read(); packets !== null; packets = await this.#read()) {
      const at = packets.findIndex((packet) => packet.positionMs + packet.durationMs > goalMs + 0.01);
      if (at < 0) continue;
      this.#kept = packets.slice(at);
      return;
    }
  }
}
