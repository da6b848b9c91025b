/** Puts the packets of one logical stream together from the segments of its pages (RFC 3533 §5). */
import { ContainerError } from '../types.ts';
import type { Page } from './page.ts';

/** A comment header may carry a picture; nothing else comes near. */
const MAX_PACKET_BYTES = 16 * 1024 * 1024;

const joined = (parts: readonly Uint8Array[], bytes: number): Uint8Array => {
  const packet = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    packet.set(part, at);
    at += part.length;
  }
  return packet;
};

export class PacketAssembler {
  /** Copies of the segments of a packet whose end is still to come; null when its beginning is not known. */
  #parts: Uint8Array[] | null = null;
  #bytes = 0;
  #sequence = -1;
  /** Was something missing before the packets of the last page? */
  hasGap = false;

  /** Forget the packet that is begun: the next page is from elsewhere. */
  reset(): void {
    this.#parts = null;
    this.#bytes = 0;
    this.#sequence = -1;
  }

  /** The packets that end on this page, as copies. Rejects packets over 16 MiB. */
  push(page: Page): Uint8Array[] {
    this.hasGap = this.#sequence >= 0 && page.sequence !== this.#sequence + 1;
    this.#sequence = page.sequence;
    if (!page.isContinued || this.hasGap) this.#parts = null;
    const packets: Uint8Array[] = [];
    let at = 0;
    let start = 0;
    let isTail = page.isContinued;
    for (const length of page.lacing) {
      at += length;
      if (length === 255) continue;
      const packet = this.#finish(page.body.subarray(start, at), isTail);
      if (packet !== null) packets.push(packet);
      isTail = false;
      start = at;
    }
    if (start < at || page.lacing.at(-1) === 255) this.#keep(page.body.slice(start, at), isTail);
    return packets;
  }

  #finish(end: Uint8Array, isTail: boolean): Uint8Array | null {
    const parts = this.#parts;
    const bytes = this.#bytes + end.length;
    this.#parts = null;
    this.#bytes = 0;
    if (!isTail) return end.slice();
    return parts === null ? null : joined([...parts, end], bytes);
  }

  #keep(part: Uint8Array, isTail: boolean): void {
    if (!isTail) {
      this.#parts = [];
      this.#bytes = 0;
    }
    if (this.#parts === null) return;
    this.#parts.push(part);
    this.#bytes += part.length;
    if (this.#bytes > MAX_PACKET_BYTES) throw new ContainerError('An Ogg packet is too large.');
  }
}
