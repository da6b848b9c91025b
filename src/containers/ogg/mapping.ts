/** What an Ogg logical stream can hold: each codec has its own headers and its own idea of time. */
import type { AudioFormat } from '../../../streams/ports.ts';
import type { Tags } from '../types.ts';

/** One stream's set-up, read from its header packets. */
export interface Mapping {
  readonly format: AudioFormat;
  /** Granule positions count samples at this rate. */
  readonly granuleRate: number;
  /** Samples at the start that are decoded but not heard. */
  readonly preSkip: number;
  /** What the decoder must have decoded before a seek's target to be right at the target, ms. */
  readonly preRollMs: number;
  readonly tags: Tags;
  /** Samples that the packet gives, at `granuleRate`; null when it holds no sound. Packets are asked for in order. */
  samplesOf(packet: Uint8Array): number | null;
  /** The next packet is not the successor of the last one. */
  reset(): void;
  /** May packets of `next`, a later link of a chained stream, go to a decoder that was set up with this one? */
  continues(next: Mapping): boolean;
}

/** How a codec is recognised and set up. */
export interface MappingKind {
  /** Is this the first packet of such a stream? */
  matches(first: Uint8Array): boolean;
  /** Are these all of the header packets? */
  isComplete(headers: readonly Uint8Array[]): boolean;
  /** Throws a ContainerError when the headers are damaged. */
  build(headers: readonly Uint8Array[]): Mapping;
}

export const startsWith = (bytes: Uint8Array, text: string, at = 0): boolean =>
  bytes.length >= at + text.length &&
  [...text].every((letter, index) => bytes[at + index] === letter.charCodeAt(0));

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
