/** What a kind of framing is: to be filled in by `framing.ts` and the formats that it knows. */
export interface Framing {
  /** ffmpeg's options before `-i`. */
  readonly input: readonly string[];
  /** Goes in before the first packet. */
  readonly head: Uint8Array;
  /** What stands before this packet; null when it must be left out, because ffmpeg would end at it. */
  before(packet: Uint8Array): Uint8Array | null;
}
