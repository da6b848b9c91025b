/** What the tick tells the control plane. */
export type LaneNotice =
  /** The last frame of the track has been sounding for its whole 20 ms. */
  | { readonly type: 'ended' }
  /** The end marker was reached. */
  | { readonly type: 'endReached' }
  /** Making or sealing a frame threw: a defect; the track cannot go on. */
  | { readonly type: 'broke'; readonly error: unknown }
  /** Frames are asked for and there are none (true), or they are back (false). */
  | { readonly type: 'starving'; readonly on: boolean };
