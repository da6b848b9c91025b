/** Where an Ogg stream ends: the last page says it, and it is looked for from the end of the file. */
import { ByteReader } from '../reader.ts';
import type { ByteSource } from '../types.ts';
import { PageReader } from './page.ts';

const FIRST_TAIL_BYTES = 64 * 1024;
/** Another stream (a film) may fill the last seconds; chained files have another stream's pages up to here. */
const MAX_TAIL_BYTES = 1024 * 1024;

/** Granule of the last page of stream `serial` in [from, size); null if there is none. */
const lastIn = async (source: ByteSource, from: number, serial: number): Promise<number | null> => {
  const pages = new PageReader(new ByteReader(source, from));
  pages.jump(from);
  let last: number | null = null;
  for (let page = await pages.next(); page !== null; page = await pages.next()) {
    if (page.serial === serial && page.granule !== null) last = page.granule;
  }
  return last;
};

/**
 * Granule at which stream `serial` ends. Reads the last 64 KB, and up to 1 MiB if they are not enough; nothing before
 * `start`. Null where the source cannot jump to its end, and for chained files, which end with another stream.
 */
export const lastGranule = async (
  source: ByteSource,
  serial: number,
  start: number,
): Promise<number | null> => {
  const { size } = source;
  if (!source.seekable || size === undefined) return null;
  for (let tail = FIRST_TAIL_BYTES; tail <= MAX_TAIL_BYTES; tail *= 4) {
    const from = Math.max(start, size - tail);
    const last = await lastIn(source, from, serial);
    if (last !== null || from === start) return last;
  }
  return null;
};
