/** What a frame maker is told, and what it makes. */
import type { AudioFormat, FilterPort } from '../ports.ts';
import type { Follower } from './join.ts';
import type { Shaping } from './passthrough.ts';

export interface ReadyFrame {
  readonly data: Uint8Array;
  /** Position in the track of the frame's first sample, ms. */
  readonly positionMs: number;
}

export interface FrameMakerOptions {
  readonly format: AudioFormat;
  /** Where this stretch begins, ms: nothing before it is heard. */
  readonly fromMs: number;
  /** Where the file says that its sound ends, ms; undefined where it does not, or not yet. */
  readonly soundEndMs?: () => number | undefined;
  /** Where the track ends by all that is known, ms; Infinity where nothing is. */
  readonly endMs?: () => number;
  /** What is heard behind it; null while nothing is there. */
  readonly follower?: () => Follower | null;
  /** Decodes what may pass, too, until it is joined to another sound. */
  readonly decodes?: boolean;
  /** Positions count what was given out, whatever a time scale makes of it, as Lavalink does. Default: the track's time. */
  readonly countsOutput?: boolean;
  /** Live: read at each frame. */
  readonly shaping: () => Shaping;
  readonly filters: FilterPort;
  /** Below this, more packets are wanted, ms. */
  readonly packetsAheadMs: number;
  /** Below this, more PCM is wanted, ms. */
  readonly pcmAheadMs: number;
}
