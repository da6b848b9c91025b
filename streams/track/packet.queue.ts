/** The deep buffer: compressed packets, small enough to hold seconds of them against a slow network. */
import type { Packet, PacketBlock } from '../ports.ts';

/** How many packets that already went out are kept to warm up a decoder (Opus converges within 80 ms). */
const HISTORY_PACKETS = 4;

export class PacketQueue {
  #packets: Packet[] = [];
  #head = 0;
  #history: Packet[] = [];
  /** Sound inside, ms. */
  bufferedMs = 0;
  /** Will nothing be pushed any more? */
  ended = false;

  get length(): number {
    return this.#packets.length - this.#head;
  }

  push(block: PacketBlock): void {
    for (const packet of block) {
      this.#packets.push(packet);
      this.bufferedMs += packet.durationMs;
    }
  }

  peek(): Packet | undefined {
    return this.#packets[this.#head];
  }

  shift(): Packet | undefined {
    const packet = this.#packets[this.#head];
    if (packet === undefined) return undefined;
    this.#head += 1;
    this.bufferedMs -= packet.durationMs;
    if (this.#head === this.#packets.length) {
      this.#packets = [];
      this.#head = 0;
      this.bufferedMs = 0;
    } else if (this.#head >= 256) {
      this.#packets = this.#packets.slice(this.#head);
      this.#head = 0;
    }
    this.#history.push(packet);
    if (this.#history.length > HISTORY_PACKETS) this.#history.shift();
    return packet;
  }

  /** Takes up to `durationMs` of packets: one block for the decoder; at least one packet if there is any. */
  shiftBlock(durationMs: number): Packet[] {
    const block: Packet[] = [];
    let taken = 0;
    while (taken < durationMs) {
      const packet = this.shift();
      if (packet === undefined) break;
      taken += packet.durationMs;
      block.push(packet);
    }
    return block;
  }

  clear(): void {
    this.#packets = [];
    this.#head = 0;
    this.bufferedMs = 0;
  }

  /** The last packets that left, oldest first. */
  history(): readonly Packet[] {
    return this.#history.slice();
  }
}
