/** A place in an opened track, and how to get to another one, whatever the track's bytes allow. */
import type { Packet, PacketBlock } from '../../streams/ports.ts';
import { ContainerError } from '../containers/types.ts';
import type { Demuxer } from '../containers/types.ts';

const endOf = ({ positionMs, durationMs }: Packet): number => positionMs + durationMs;

/** Opens the same track again, at its beginning, and closes what was open of it. */
export type Reopen = () => Promise<Demuxer>;

/**
 * A server that neither says how long its answer is nor takes a Range gives bytes in their order only. Such a track is
 * read through to a later place, and opened anew for an earlier one, as long as it has an end: a stream has no places.
 */
export class Cursor {
  readonly format: Demuxer['format'];
  readonly lengthMs: Demuxer['lengthMs'];
  readonly isSeekable: boolean;
  readonly #reopen: Reopen;
  #demuxer: Demuxer;
  /** Comes before what the demuxer reads next. */
  #kept: PacketBlock | undefined;
  /** Where the demuxer stands, in the track's time; only known (and needed) where it does not jump. */
  #reachedMs = 0;

  constructor(demuxer: Demuxer, reopen: Reopen) {
    this.format = demuxer.format;
    this.lengthMs = demuxer.lengthMs;
    this.isSeekable = demuxer.isSeekable || Number.isFinite(demuxer.lengthMs);
    this.#demuxer = demuxer;
    this.#reopen = reopen;
  }

  /** Where the sound ends, as far as it is known by now. */
  get soundEndMs(): number | undefined {
    return this.#demuxer.soundEndMs;
  }

  /** The next packets, at least one; null at the end. */
  async next(): Promise<PacketBlock | null> {
    const kept = this.#kept;
    this.#kept = undefined;
    if (kept !== undefined) return kept;
    for (;;) {
      const packets = await this.#demuxer.read();
      if (packets === null) return null;
      const last = packets.at(-1);
      if (last === undefined) continue;
      this.#reachedMs = endOf(last);
      return packets;
    }
  }

  /** Nobody waited for this block any more when it came. */
  putBack(block: PacketBlock): void {
    this.#kept = block;
  }

  /** The next packets begin with the last one at or before `positionMs`. Stops on its way when it is not wanted. */
  async moveTo(positionMs: number, isWanted: () => boolean): Promise<void> {
    if (this.#demuxer.isSeekable) {
      this.#kept = undefined;
      await this.#demuxer.seek(positionMs);
      return;
    }
    if (positionMs < (this.#kept?.[0]?.positionMs ?? this.#reachedMs)) await this.#startAnew();
    while (isWanted()) {
      const block = await this.next();
      if (block === null) return;
      const last = block.at(-1);
      if (last === undefined || endOf(last) <= positionMs) continue;
      const at = block.findLastIndex((packet) => packet.positionMs <= positionMs);
      this.putBack(block.slice(Math.max(0, at)));
      return;
    }
  }

  async #startAnew(): Promise<void> {
    this.#kept = undefined;
    this.#demuxer = await this.#reopen();
    this.#reachedMs = 0;
    const { codec, sampleRate, channels } = this.#demuxer.format;
    const { format } = this;
    if (codec !== format.codec || sampleRate !== format.sampleRate || channels !== format.channels) {
      throw new ContainerError('The file has become another one.');
    }
  }
}
