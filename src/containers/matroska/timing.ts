/** Gives packets their time and length, of which Matroska only has the time of whole blocks. */
import type { Packet } from '../../../streams/ports.ts';
import { packetLength } from './packet.length.ts';
import type { Track } from './tracks.ts';

interface Waiting {
  readonly packets: readonly Uint8Array[];
  readonly positionMs: number;
}

export class Timing {
  readonly #track: Track;
  readonly #lengthOf: ((packet: Uint8Array) => number) | undefined;
  /** A block whose length the time of the next one will tell; only for codecs that do not tell it. */
  #waiting: Waiting | null = null;
  #lastMs = 0;
  /** Where the last packet ended; undefined when the next one need not follow it. */
  #expectedMs: number | undefined;
  readonly #msPerTick: number;
  /** The time of the first packet is the track's zero: a live stream does not begin at 0 for late listeners. */
  #zeroMs: number | undefined;

  /** @param msPerTick how exact the times of blocks are; undoing that is left to the lengths of packets */
  constructor(track: Track, isLive: boolean, msPerTick: number) {
    this.#msPerTick = msPerTick;
    this.#track = track;
    this.#lengthOf = packetLength(track.format);
    this.#zeroMs = isLive ? undefined : 0;
  }

  /** A moment of the track in the file's own time. */
  fileMs(positionMs: number): number {
    return positionMs + (this.#zeroMs ?? 0) + this.#track.delayMs;
  }

  /** The next block is not the successor of the last one. */
  jump(): void {
    this.#waiting = null;
    this.#expectedMs = undefined;
  }

  /** Takes a block at time `ms` of the file; gives the packets whose time and length are known with it. */
  place(packets: readonly Uint8Array[], ms: number): Packet[] {
    if (packets.length === 0) return [];
    this.#zeroMs ??= ms;
    const positionMs = ms - this.#zeroMs - this.#track.delayMs;
    if (this.#lengthOf === undefined) {
      const ready = this.#spread(positionMs);
      this.#waiting = { packets, positionMs };
      return ready;
    }
    let at = this.#unrounded(positionMs);
    const placed = packets.map((data) => {
      const durationMs = this.#lengthOf?.(data) ?? 0;
      const packet = { data, positionMs: this.#heard(at), durationMs };
      at += durationMs;
      return packet;
    });
    this.#expectedMs = at;
    return placed;
  }

  /** Blocks have whole ticks; a block that follows the last one to within a tick follows it without a hole. */
  #unrounded(positionMs: number): number {
    const expected = this.#expectedMs ?? positionMs;
    return Math.abs(positionMs - expected) <= this.#msPerTick + 0.01 ? expected : positionMs;
  }

  /** At the end: what still waits for a next block gets the length of the one before. */
  flush(): Packet[] {
    const { positionMs = 0, packets = [] } = this.#waiting ?? {};
    const ready = this.#spread(positionMs + this.#lastMs * packets.length);
    this.#waiting = null;
    return ready;
  }

  #spread(endMs: number): Packet[] {
    if (this.#waiting === null) return [];
    const { packets, positionMs } = this.#waiting;
    const durationMs = Math.max(0, endMs - positionMs) / packets.length;
    this.#lastMs = durationMs;
    return packets.map((data, index) => ({ data, positionMs: positionMs + index * durationMs, durationMs }));
  }

  /** Opus decoders drop the pre-skip by themselves at position 0, so for them there is no time before it. */
  #heard(ms: number): number {
    return this.#track.format.codec === 'opus' ? Math.max(0, ms) : ms;
  }
}
