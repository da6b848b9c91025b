/**
 * The end of one track and the start of the next, as one sound.
 *
 *     this track      aaaaaaaaaaa|aa··          its last frame is not full …
 *     what follows               |··bb bbbb     … so the next track's first samples fill it: no gap, no click
 *     with a crossfade    aaaAAab|BBb bbbb      or both are heard for a while
 */
import { FRAME_MS, FRAME_SAMPLES } from '../ports.ts';
import type { FilterStage } from '../filters/stage.ts';
import { crossfade, type Channels } from './crossfade.ts';

/** Sound that can be taken before its own turn. */
export interface Lender {
  /** Has it enough for a frame, or is the little that it has all there will be? */
  canLend(): boolean;
  /** Fills both from its beginning on; what is missing becomes silence. Its filters go on where `behind` is, if given. */
  lend(into: Channels, behind?: FilterStage): void;
}

export interface Follower {
  readonly maker: Lender;
  /** 0: a cut. */
  readonly crossfadeMs: number;
}

export class Join {
  readonly #follower: () => Follower | null;
  /** Where the track ends, ms; Infinity where nobody knows. */
  readonly #endMs: () => number;
  readonly #other: Channels = {
    left: new Float32Array(FRAME_SAMPLES),
    right: new Float32Array(FRAME_SAMPLES),
  };
  /** Where the blend began, ms: later than it should where what follows was late. */
  #fromMs: number | null = null;

  constructor(follower: () => Follower | null, endMs: () => number) {
    this.#follower = follower;
    this.#endMs = endMs;
  }

  get isFollowed(): boolean {
    return this.#follower() !== null;
  }

  /** Are both heard at `positionMs`? Then packets cannot pass as they are. */
  blendsAt(positionMs: number): boolean {
    const crossfadeMs = this.#follower()?.crossfadeMs ?? 0;
    return crossfadeMs > 0 && positionMs + FRAME_MS > this.#endMs() - crossfadeMs;
  }

  /** Adds what follows to a frame at `positionMs` whose first `own` samples are this track's, behind `stage`. */
  complete(frame: Channels, own: number, positionMs: number, stage: FilterStage): void {
    const follower = this.#follower();
    if (follower === null || !follower.maker.canLend()) return;
    if (this.blendsAt(positionMs)) return this.#blend(follower, frame, positionMs);
    if (own >= FRAME_SAMPLES) return;
    follower.maker.lend({ left: frame.left.subarray(own), right: frame.right.subarray(own) }, stage);
  }

  #blend({ maker, crossfadeMs }: Follower, frame: Channels, positionMs: number): void {
    const endMs = this.#endMs();
    this.#fromMs ??= Math.max(positionMs, endMs - crossfadeMs);
    const fromMs = this.#fromMs;
    const share = (ms: number): number => (ms - fromMs) / Math.max(1, endMs - fromMs);
    maker.lend(this.#other);
    crossfade(frame, this.#other, share(positionMs), share(positionMs + FRAME_MS));
  }
}
