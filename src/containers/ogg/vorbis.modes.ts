/** Which modes of a Vorbis stream use long blocks: the last table of the set-up header (Vorbis I §4.2.4). */
import { ContainerError } from '../types.ts';

const MODE_BITS = 41;
const COUNT_BITS = 6;
const MAX_MODES = 64;

/** `count` bits (25 at most) from bit `at`; Vorbis packs from the lowest bit up. Zeros past the end. */
export const bitsAt = (bytes: Uint8Array, at: number, count: number): number => {
  let value = 0;
  for (let bit = 0; bit < count; bit += 1) {
    const index = at + bit;
    value |= (((bytes[index >> 3] ?? 0) >> (index & 7)) & 1) << bit;
  }
  return value;
};

/** A mode is a block flag, a window and a transform type (both always 0) and the number of a mapping (below 64). */
const isMode = (setup: Uint8Array, at: number): boolean =>
  bitsAt(setup, at + 1, 16) === 0 && bitsAt(setup, at + 17, 16) === 0 && bitsAt(setup, at + 33, 8) < 64;

/**
 * Reads the table from its end, because what stands before it (codebooks, floors, residues) has no lengths and would
 * have to be parsed in whole. Going back over what can be a mode, the table begins where the count in front of it
 * agrees; of several such places the longest table is the right one.
 */
export const longBlockModes = (setup: Uint8Array): readonly boolean[] => {
  // The last bit that is set is the framing bit behind the table; zeros after it fill the byte.
  let end = setup.length * 8 - 1;
  while (end > 0 && bitsAt(setup, end, 1) === 0) end -= 1;
  let modes = 0;
  for (let count = 1; count <= MAX_MODES; count += 1) {
    const start = end - count * MODE_BITS;
    if (start < COUNT_BITS || !isMode(setup, start)) break;
    if (bitsAt(setup, start - COUNT_BITS, COUNT_BITS) === count - 1) modes = count;
  }
  if (modes === 0) throw new ContainerError('The Vorbis headers are damaged.');
  return Array.from({ length: modes }, (_, mode) => bitsAt(setup, end - (modes - mode) * MODE_BITS, 1) === 1);
};
