/** Goes from packet to packet, over whatever lies between. */
import type { ByteReader } from '../reader.ts';
import type { Layout, TsPacket } from './packet.ts';
import { garbageBytes, packetAt, SYNC } from './packet.ts';

export class PacketWalker {
  readonly reader: ByteReader;
  readonly layout: Layout;

  constructor(reader: ByteReader, layout: Layout) {
    this.reader = reader;
    this.layout = layout;
  }

  /** Makes at least one packet available; false at the end. */
  async fill(): Promise<boolean> {
    const { reader, layout } = this;
    for (;;) {
      if (reader.available < layout.stride && !(await reader.need(layout.stride))) return false;
      const garbage = this.#garbage();
      if (garbage === 0) return true;
      reader.skip(garbage);
    }
  }

  #garbage(): number {
    const { reader, layout } = this;
    if (reader.peekU8(layout.lead) === SYNC) return 0;
    return garbageBytes(reader.peek(), layout);
  }

  /** The next packet that is in memory, and passes over it; `undefined` when there is none, null when it is of no use. */
  next(): TsPacket | null | undefined {
    const { reader, layout } = this;
    if (reader.available < layout.stride || this.#garbage() !== 0) return undefined;
    const packet = packetAt(reader.peek(layout.stride), layout.lead);
    reader.skip(layout.stride);
    return packet;
  }
}
