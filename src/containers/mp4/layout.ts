/** Finds the `moov` box, wherever it is, and decides from where the packets can then be read. */
import { ByteReader } from '../reader.ts';
import type { ByteSource } from '../types.ts';
import { ContainerError } from '../types.ts';
import type { Box } from './box.ts';
import { BoxWalker } from './box.ts';
import type { Movie } from './movie.ts';
import { readMovie } from './movie.ts';

export interface Layout {
  readonly movie: Movie;
  /** Reads packets. */
  readonly walker: BoxWalker;
  /** Offset behind `moov`, where fragments begin. */
  readonly bodyAt: number;
}

/** What a source that cannot go back may make us hold until the index comes. */
const MAX_HELD_BYTES = 8 * 1024 * 1024;

/** A part of a file in memory; offsets stay those of the file. */
const heldSource = (bytes: Uint8Array, base: number): ByteSource => ({
  size: base + bytes.length,
  seekable: true,
  read: (offset, length) =>
    Promise.resolve(bytes.subarray(Math.max(0, offset - base), Math.max(0, offset - base + length))),
  close: () => undefined, // there is nothing to close: the file's own source is closed by its owner
});

/** Passes over the media data; on a source that cannot go back, holds them. */
const passMedia = async (walker: BoxWalker, mdat: Box): Promise<BoxWalker | null> => {
  const { reader } = walker;
  if (reader.source.seekable) return null;
  const at = reader.position;
  if (mdat.end - at > MAX_HELD_BYTES) {
    throw new ContainerError(
      'The MP4 file has its index behind the sound, and this source cannot jump there.',
    );
  }
  return new BoxWalker(new ByteReader(heldSource(await walker.data(mdat), at), at));
};

/** Reads the file up to and with its `moov` box. */
export const readLayout = async (source: ByteSource): Promise<Layout> => {
  const walker = new BoxWalker(new ByteReader(source));
  let held: BoxWalker | null = null;
  for (let box = await walker.next(); box !== null; box = await walker.next()) {
    if (box.type === 'moov') {
      const movie = await readMovie(walker, box);
      walker.leave(box);
      return { movie, walker: held ?? walker, bodyAt: box.end };
    }
    if (box.type === 'mdat') held = (await passMedia(walker, box)) ?? held;
    walker.leave(box);
  }
  throw new ContainerError('The MP4 file is cut off: its index is missing.');
};
