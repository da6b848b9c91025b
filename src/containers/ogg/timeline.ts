/** Gives packets their time. Ogg only tells where a page ends; the packets' own lengths fill the time between. */
import type { Packet } from '../../../streams/ports.ts';
import type { Mapping } from './mapping.ts';
import type { Page } from './page.ts';

interface Measured {
  readonly data: Uint8Array;
  readonly samples: number;
}

const measure = (packets: readonly Uint8Array[], mapping: Mapping): Measured[] =>
  packets.flatMap((data) => {
    const samples = mapping.samplesOf(data);
    return samples === null ? [] : [{ data, samples }];
  });

export class Timeline {
  readonly #mapping: Mapping;
  /** Track time of this link's first packet where it goes on from another link; undefined for the first link. */
  readonly #joinsAtMs: number | undefined;
  /** Granule of the next packet's first sample; null when only the next page's end can tell. */
  #at: number | null = null;
  /** Granule at which the link begins: not 0 where a recording was cut or we tuned in late. */
  #base: number | null = null;
  #offsetMs = 0;
  /** Track time at which the last packet ends, ms. */
  endMs: number;

  constructor(mapping: Mapping, joinsAtMs?: number) {
    this.#mapping = mapping;
    this.#joinsAtMs = joinsAtMs;
    this.endMs = joinsAtMs ?? 0;
  }

  /** The next page does not follow the last one. */
  jump(): void {
    this.#at = null;
    this.#mapping.reset();
  }

  /** Granule of a moment of the track. */
  granuleAt(ms: number): number {
    const { granuleRate, preSkip } = this.#mapping;
    return Math.round(((ms - this.#offsetMs) * granuleRate) / 1000) + preSkip + (this.#base ?? 0);
  }

  /** Track time of a granule, ms. Before 0 lies what is decoded but not heard. */
  msAt(granule: number): number {
    const { granuleRate, preSkip } = this.#mapping;
    return this.#offsetMs + ((granule - (this.#base ?? 0) - preSkip) * 1000) / granuleRate;
  }

  /** The packets that end on `page`, with their times. */
  place(page: Page, packets: readonly Uint8Array[]): Packet[] {
    const measured = measure(packets, this.#mapping);
    if (measured.length === 0) return [];
    const total = measured.reduce((sum, { samples }) => sum + samples, 0);
    let at = this.#at ?? this.#startOf(page, total);
    const isJoint = this.#base === null && this.#joinsAtMs !== undefined;
    this.#begin(at);
    const placed = measured.map(({ data, samples }, index): Packet => {
      const positionMs = this.#heard(this.msAt(at));
      at += samples;
      const durationMs = (samples * 1000) / this.#mapping.granuleRate;
      return { data, positionMs, durationMs, ...(isJoint && index === 0 ? { startsAnew: true } : {}) };
    });
    // The last page's granule may be less than its packets hold: the track ends within the last packet.
    this.#at = page.granule === null || page.isLast ? at : page.granule;
    this.endMs = this.msAt(at);
    return placed;
  }

  #startOf(page: Page, total: number): number {
    if (page.granule === null) return this.#base ?? 0;
    const start = page.granule - total;
    return page.isLast ? Math.max(this.#base ?? 0, start) : start;
  }

  #begin(at: number): void {
    if (this.#base !== null) return;
    this.#base = Math.max(0, at);
    if (this.#joinsAtMs !== undefined) this.#offsetMs = this.#joinsAtMs - this.msAt(at);
  }

  /** Opus decoders drop the pre-skip by themselves at position 0, so for them there is no time before it. */
  #heard(ms: number): number {
    return this.#mapping.preSkip > 0 ? Math.max(0, ms) : ms;
  }
}
