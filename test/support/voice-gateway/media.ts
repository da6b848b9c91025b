/** Receives the RTP packets of one voice session: decrypts, checks what the protocol forbids, counts. */
import type { MediaPacket } from './call.ts';
import { isRtcp, openPacket, readHeader } from './transport.ts';

/** What arrived by UDP. */
export interface MediaStats {
  /** RTP packets that were decrypted. */
  packets: number;
  /** RTP packets that came before the client's first op 5; Discord cuts such a client off. */
  packetsBeforeSpeaking: number;
  /** RTP packets whose transport encryption is wrong, or that came before a key was agreed on. */
  undecryptable: number;
  /** Packets that use the counter of an earlier packet under the same key: a broken nonce. */
  repeatedCounters: number;
  /** RTP packets with another SSRC than the session's. */
  foreignSsrc: number;
  rtcp: number;
  keepalives: number;
  discoveries: number;
  /** None of the above. */
  other: number;
}

export class MediaReceiver {
  readonly stats: MediaStats = {
    packets: 0,
    packetsBeforeSpeaking: 0,
    undecryptable: 0,
    repeatedCounters: 0,
    foreignSsrc: 0,
    rtcp: 0,
    keepalives: 0,
    discoveries: 0,
    other: 0,
  };
  /** Set by the first op 5 that says "speaking". */
  hasSpoken = false;
  readonly #ssrc: number;
  readonly #deliver: (packet: MediaPacket) => void;
  readonly #counters = new Set<number>();
  #mode = '';
  #keys: readonly Buffer[] = [];

  constructor(ssrc: number, deliver: (packet: MediaPacket) => void) {
    this.#ssrc = ssrc;
    this.#deliver = deliver;
  }

  /** A key is in force from now on; packets under the one before it, which may be on their way, still count. */
  use(mode: string, key: Buffer): void {
    this.#mode = mode;
    this.#keys = [key, ...this.#keys.slice(0, 1)];
    this.#counters.clear();
  }

  receive(packet: Buffer): void {
    const arrivalMs = performance.now();
    const header = readHeader(packet);
    if (isRtcp(packet)) this.stats.rtcp += 1;
    else if (header === null) this.stats.other += 1;
    else if (header.ssrc !== this.#ssrc) this.stats.foreignSsrc += 1;
    else this.#open(packet, arrivalMs);
  }

  #open(packet: Buffer, arrivalMs: number): void {
    for (const [age, key] of this.#keys.entries()) {
      const opened = openPacket(packet, this.#mode, key);
      if (opened === null) continue;
      this.stats.packets += 1;
      if (!this.hasSpoken) this.stats.packetsBeforeSpeaking += 1;
      if (age === 0 && this.#counters.has(opened.counter)) this.stats.repeatedCounters += 1;
      if (age === 0) this.#counters.add(opened.counter);
      const { sequence, timestamp, payload } = opened;
      this.#deliver({ arrivalMs, sequence, timestamp, payload });
      return;
    }
    this.stats.undecryptable += 1;
  }
}
