/** Several packets in one block (RFC 9559 §10.3). */
import { vintAt } from './ebml.ts';

/** Bits 1 and 2 of a block's flags. */
export const Lacing = { none: 0, xiph: 1, fixed: 2, ebml: 3 } as const;

interface Sizes {
  readonly sizes: readonly number[];
  /** Where the first packet begins. */
  readonly start: number;
}

const xiphSizes = (data: Uint8Array, count: number): Sizes => {
  const sizes: number[] = [];
  let at = 1;
  while (sizes.length < count - 1 && at < data.length) {
    let size = 0;
    let byte = 255;
    for (; byte === 255 && at < data.length; at += 1) {
      byte = data[at] ?? 0;
      size += byte;
    }
    sizes.push(size);
  }
  return { sizes, start: at };
};

const ebmlSizes = (data: Uint8Array, count: number): Sizes => {
  const sizes: number[] = [];
  let at = 1;
  let size = 0;
  while (sizes.length < count - 1) {
    const vint = vintAt(data, at);
    if (vint.length === 0 || vint.value < 0) break;
    // After the first one come differences, shifted so that half of the range is below zero.
    size += sizes.length === 0 ? vint.value : vint.value - (2 ** (7 * vint.length - 1) - 1);
    if (size < 0) break;
    sizes.push(size);
    at += vint.length;
  }
  return { sizes, start: at };
};

const fixedSizes = (data: Uint8Array, count: number): Sizes => ({
  sizes: new Array<number>(count - 1).fill(Math.floor((data.length - 1) / count)),
  start: 1,
});

const sizesOf = (lacing: number, data: Uint8Array, count: number): Sizes => {
  if (lacing === Lacing.xiph) return xiphSizes(data, count);
  return lacing === Lacing.ebml ? ebmlSizes(data, count) : fixedSizes(data, count);
};

/** The packets in `data`, a block without its header, as views; none when the sizes do not fit. */
export const unlace = (lacing: number, data: Uint8Array): readonly Uint8Array[] => {
  if (lacing === Lacing.none) return [data];
  const count = (data[0] ?? 0) + 1;
  const { sizes, start } = sizesOf(lacing, data, count);
  const packets: Uint8Array[] = [];
  let at = start;
  for (const size of sizes) {
    packets.push(data.subarray(at, at + size));
    at += size;
  }
  // The last one takes the rest.
  if (packets.length !== count - 1 || at > data.length) return [];
  return [...packets, data.subarray(at)];
};
