/** An opened transport stream as a {@link Demuxer}: one of its streams, frame by frame. */
import type { AudioCodec, Packet } from '../../../streams/ports.ts';
import { ByteReader } from '../reader.ts';
import type { FrameHeader, FrameSyntax } from '../shared/frame.ts';
import { durationMs } from '../shared/frame.ts';
import { FrameCursor } from '../shared/frame.cursor.ts';
import { BLOCK_MS } from '../shared/framed.demuxer.ts';
import type { Demuxer, Tags } from '../types.ts';
import { ContainerError } from '../types.ts';
import { ElementarySource, TICKS_PER_MS, ticksBetween } from './elementary.ts';
import type { Stretch } from './places.ts';
import { measure, placeBefore } from './places.ts';
import type { PacketWalker } from './walker.ts';

/** MP3 frames borrow from up to nine frames before them, AAC frames overlap. */
const PRE_ROLL_MS = 250;

export interface TsStream<H extends FrameHeader> {
  readonly walker: PacketWalker;
  readonly pid: number;
  readonly codec: AudioCodec;
  readonly syntax: FrameSyntax<H>;
  readonly tags: Tags;
}

/** Its frames from one place on. */
class Frames<H extends FrameHeader> {
  readonly cursor: FrameCursor<H>;
  readonly #elementary: ElementarySource;

  constructor({ walker, pid, syntax }: TsStream<H>) {
    this.#elementary = new ElementarySource(walker, pid);
    this.cursor = new FrameCursor(new ByteReader(this.#elementary), syntax);
  }

  /** The clock at the frame that was found last. */
  ticks(): number | undefined {
    return this.#elementary.ticksAt(this.cursor.reader.position);
  }
}

class TsDemuxer<H extends FrameHeader> {
  readonly #stream: TsStream<H>;
  readonly #startAt: number;
  #frames: Frames<H>;
  #stretch: Stretch | undefined;
  #lengthMs: number | undefined;
  /** Time of the next frame: since a moment, in samples, so that rounding does not add up. */
  #baseMs = 0;
  #samples = 0;
  #sampleRate = 0;

  constructor(stream: TsStream<H>) {
    this.#stream = stream;
    this.#startAt = stream.walker.reader.position;
    this.#frames = new Frames(stream);
  }

  async open(): Promise<Demuxer> {
    const { walker, pid, codec, syntax, tags } = this.#stream;
    const first = await this.#frames.cursor.find();
    if (first === null) throw new ContainerError('The transport stream holds no sound.');
    this.#sampleRate = first.sampleRate;
    const { size, seekable } = walker.reader.source;
    const startTicks = this.#frames.ticks();
    if (startTicks !== undefined && seekable && size !== undefined) {
      this.#stretch = { walker, pid, startTicks, startAt: this.#startAt };
      this.#lengthMs = await measure(this.#stretch, size, syntax);
      this.#goTo(this.#startAt, 0);
    }
    return {
      format: {
        codec,
        sampleRate: first.sampleRate,
        channels: first.channels,
        extradata: new Uint8Array(0),
      },
      lengthMs: this.#lengthMs,
      clockMs: startTicks === undefined ? undefined : startTicks / TICKS_PER_MS,
      isSeekable: this.#lengthMs !== undefined,
      tags,
      read: () => this.#read(),
      seek: (positionMs) => this.#seek(positionMs),
    };
  }

  #goTo(offset: number, ms: number): void {
    this.#stream.walker.reader.seek(offset);
    this.#frames = new Frames(this.#stream);
    this.#baseMs = ms;
    this.#samples = 0;
  }

  get #nowMs(): number {
    return this.#baseMs + (this.#samples * 1000) / this.#sampleRate;
  }

  #passed({ sampleRate, samples }: H): void {
    if (sampleRate !== this.#sampleRate) {
      this.#baseMs = this.#nowMs;
      this.#samples = 0;
      this.#sampleRate = sampleRate;
    }
    this.#samples += samples;
  }

  async #read(): Promise<readonly Packet[] | null> {
    const { cursor } = this.#frames;
    const packets: Packet[] = [];
    for (let blockMs = 0; blockMs < BLOCK_MS;) {
      const header = cursor.findHere() ?? (await cursor.find());
      if (header === null) break;
      const packetMs = durationMs(header);
      packets.push({
        data: cursor.reader.take(header.byteLength),
        positionMs: this.#nowMs,
        durationMs: packetMs,
      });
      this.#passed(header);
      blockMs += packetMs;
    }
    return packets.length > 0 ? packets : null;
  }

  async #seek(positionMs: number): Promise<void> {
    const stretch = this.#stretch;
    const { size } = this.#stream.walker.reader.source;
    if (stretch === undefined || this.#lengthMs === undefined || size === undefined) {
      throw new ContainerError('This stream cannot be moved in.');
    }
    const goalMs = Math.max(0, Math.min(positionMs, this.#lengthMs) - PRE_ROLL_MS);
    const place = await placeBefore(stretch, goalMs, { offset: size, ms: this.#lengthMs });
    this.#goTo(place.offset, place.ms);
    const { cursor } = this.#frames;
    const first = await cursor.find();
    const ticks = this.#frames.ticks();
    if (first === null || ticks === undefined) return;
    this.#baseMs = Math.max(0, ticksBetween(stretch.startTicks, ticks) / TICKS_PER_MS);
    this.#sampleRate = first.sampleRate;
    for (let header: H | null = first; header !== null; header = await cursor.find()) {
      // Half a sample of tolerance: a goal that is a frame's own time, rounded, must not miss it.
      if (this.#nowMs + durationMs(header) > goalMs + 0.01) return;
      cursor.reader.skip(header.byteLength);
      this.#passed(header);
    }
  }
}

/** Begins where the walker stands. Rejects with a {@link ContainerError} when no frame is found. */
export const tsDemuxer = <H extends FrameHeader>(stream: TsStream<H>): Promise<Demuxer> =>
  new TsDemuxer(stream).open();
