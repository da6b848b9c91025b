/** What a track blob holds (protocol §4). */

/** A track as its blob stores it. */
export interface TrackBlob {
  readonly title: string;
  readonly author: string;
  /** Length in ms; 2^63−1 where it is not known. */
  readonly lengthMs: bigint;
  readonly identifier: string;
  readonly isStream: boolean;
  readonly uri: string | null;
  readonly artworkUrl: string | null;
  readonly isrc: string | null;
  readonly sourceName: string;
  /** The source's own bytes: all between the source's name and the position. See `utfTail`. */
  readonly tail: Uint8Array;
  /** The position at which playing starts, ms. */
  readonly positionMs: bigint;
}

/**
 * Why a text is no track. `message` is the reference's, without the class name in front (protocol §4.6):
 * `base64` and `utf` are damage, `truncated` is a text that was cut off, `empty` the end marker.
 */
export interface BlobProblem {
  readonly type: 'base64' | 'truncated' | 'empty' | 'utf';
  readonly message: string;
}

/** Thrown inside `track/` only; `decodeTrackBlob` turns it into a value. */
export class BlobError extends Error {
  readonly type: BlobProblem['type'];

  constructor(type: BlobProblem['type'], message: string) {
    super(message);
    this.type = type;
  }
}

/** Bit 30 of the header: a version byte follows. */
export const VERSIONED = 0x4000_0000;
/** Bits 29 to 0 of the header: length of the body. */
export const LENGTH_MASK = 0x3fff_ffff;
/** The version that is written. */
export const VERSION = 3;
/** Size of the position, the last field. */
export const POSITION_BYTES = 8;
