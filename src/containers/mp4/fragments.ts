/** Goes from fragment to fragment, one `moof` box at a time; what lies between is passed over. */
import type { Box, BoxWalker } from './box.ts';
import type { Fragment, FragmentTrack } from './fragment.ts';
import { readFragment } from './fragment.ts';
import type { FragmentMark } from './fragment.index.ts';

export class Fragments {
  readonly #walker: BoxWalker;
  readonly #track: FragmentTrack;
  /** Where the box behind the current fragment begins; Infinity when its data fill the rest of the file. */
  #nextAt: number;
  /** Time at which the current fragment ends: for files that do not say when the next one begins. */
  #ticks: number;

  constructor(walker: BoxWalker, track: FragmentTrack, start: FragmentMark) {
    this.#walker = walker;
    this.#track = track;
    this.#nextAt = start.offset;
    this.#ticks = start.ticks;
  }

  /** Where the next fragment is to be found. */
  get mark(): FragmentMark {
    return { offset: this.#nextAt, ticks: this.#ticks };
  }

  jump({ offset, ticks }: FragmentMark): void {
    this.#nextAt = offset;
    this.#ticks = ticks;
  }

  /** The next fragment with samples of our track; null at the end. */
  async next(): Promise<Fragment | null> {
    while (this.#nextAt < Infinity) {
      this.#walker.goTo(this.#nextAt);
      const box = await this.#walker.next();
      if (box === null) return null;
      this.#nextAt = box.end;
      if (box.type !== 'moof') continue;
      const moof = await this.#walker.data(box);
      const fragment = readFragment(moof, box.start, this.#track, this.#ticks);
      this.#ticks = fragment.endTicks;
      await this.enterMedia();
      if (fragment.count > 0) return fragment;
    }
    return null;
  }

  /** Enters the media data that begin here, and remembers where they end: later their header may be out of reach. */
  async enterMedia(): Promise<void> {
    for (let box: Box | null = await this.#walker.next(); box !== null; box = await this.#walker.next()) {
      this.#nextAt = box.end;
      if (box.type === 'moof') {
        this.#nextAt = box.start;
        return this.#walker.unread(box);
      }
      if (box.type === 'mdat' || box.end === Infinity) return;
      this.#walker.leave(box);
    }
  }
}
