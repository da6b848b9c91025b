/** One stream out of a transport stream, as bytes in a row: the payloads of its PES packets (ISO 13818-1 §2.4.3.6). */
import type { ByteSource } from '../types.ts';
import type { TsPacket } from './packet.ts';
import type { PacketWalker } from './walker.ts';

/** Ticks of the clock per ms; it has 33 bits and so begins anew each 26.5 hours. */
export const TICKS_PER_MS = 90;
const CLOCK_TICKS = 2 ** 33;

/** From `from` to `to` on a clock that begins anew: nearest to zero. */
export const ticksBetween = (from: number, to: number): number => {
  const ticks = (((to - from) % CLOCK_TICKS) + CLOCK_TICKS) % CLOCK_TICKS;
  return ticks > CLOCK_TICKS / 2 ? ticks - CLOCK_TICKS : ticks;
};

export interface PesHeader {
  /** Presentation time of the first frame that begins in the packet, ticks; undefined where it is not said. */
  readonly ticks: number | undefined;
  /** Where the sound begins. */
  readonly bytes: number;
}

/** Null when `payload` does not begin with a whole PES header. */
export const pesHeader = (payload: Uint8Array): PesHeader | null => {
  if (payload.length < 9 || payload[0] !== 0 || payload[1] !== 0 || payload[2] !== 1) return null;
  const bytes = 9 + (payload[8] ?? 0);
  const byte = (at: number): number => payload[at] ?? 0;
  if ((byte(7) & 0x80) === 0 || payload.length < 14) return { ticks: undefined, bytes };
  // Beyond 32 bits, so no shifts at the top.
  const ticks =
    ((byte(9) >> 1) & 7) * 2 ** 30 +
    (byte(10) << 22) +
    ((byte(11) >> 1) << 15) +
    (byte(12) << 7) +
    (byte(13) >> 1);
  return { ticks, bytes };
};

interface Mark {
  /** In the stream's own bytes. */
  readonly offset: number;
  readonly ticks: number;
}

const NOTHING = new Uint8Array(0);
/** Marks are only asked for around the reader: older ones are dropped. */
const MAX_MARKS = 4096;

/** Goes forward only. */
export class ElementarySource implements ByteSource {
  readonly size = undefined;
  readonly seekable = false;
  readonly #walker: PacketWalker;
  readonly #pid: number;
  #marks: Mark[] = [];
  #counter = -1;
  /** Has a PES packet begun yet? What comes before is the rest of one whose start we did not see. */
  #hasBegun = false;
  /** Bytes that were taken out so far. */
  #produced = 0;
  #rest: Uint8Array = NOTHING;

  /** Begins where `walker` stands. */
  constructor(walker: PacketWalker, pid: number) {
    this.#walker = walker;
    this.#pid = pid;
  }

  async read(_offset: number, length: number): Promise<Uint8Array> {
    while (this.#rest.length === 0) {
      if (!(await this.#walker.fill())) return NOTHING;
      this.#rest = this.#takeAvailable();
    }
    const bytes = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(bytes.length);
    return bytes;
  }

  /** The clock at the byte at `offset`: what the last PES packet that begins at or before it says. */
  ticksAt(offset: number): number | undefined {
    return this.#marks.findLast((mark) => mark.offset <= offset)?.ticks;
  }

  /** The sound of all packets that are in memory. */
  #takeAvailable(): Uint8Array {
    const room = new Uint8Array(this.#walker.reader.available);
    let filled = 0;
    for (let packet = this.#walker.next(); packet !== undefined; packet = this.#walker.next()) {
      if (packet === null || packet.pid !== this.#pid) continue;
      const sound = this.#soundOf(packet, this.#produced + filled);
      room.set(sound, filled);
      filled += sound.length;
    }
    this.#produced += filled;
    return room.subarray(0, filled);
  }

  #soundOf({ counter, isStart, payload }: TsPacket, offset: number): Uint8Array {
    // Allowed, so that a packet that is lost may still arrive.
    const isRepeated = counter === this.#counter;
    this.#counter = counter;
    if (isRepeated) return NOTHING;
    const header = isStart ? pesHeader(payload) : null;
    if (header === null) return this.#hasBegun && !isStart ? payload : NOTHING;
    this.#hasBegun = true;
    if (header.ticks !== undefined) this.#mark({ offset, ticks: header.ticks });
    return payload.subarray(header.bytes);
  }

  #mark(mark: Mark): void {
    this.#marks.push(mark);
    if (this.#marks.length > MAX_MARKS) this.#marks = this.#marks.slice(MAX_MARKS / 2);
  }

  close(): void {
    // The transport stream belongs to whoever opened it.
  }
}
