/** Where an Ogg stream ends: the last page says it, and it is looked for from the end of the file. */
import { ByteReader } from '../reader.ts';
import type { ByteSource } from '../types.ts';
import { PageReader } from './page.ts';

const FIRST_TAIL_BYTES = 64 * 1024;
/** Another stream (a film) may fill the last seconds; chained files have another stream's pages up to here. */
const MAX_TAIL_BYTES = 1024 * 1024;

/** Of the pages in [from, size): granule of the last one of stream `serial`, null if there is none. */
const tailOf = async (source: ByteSource, from: number, serial: number) => {
  const pages = new PageReader(new ByteReader(source, from));
  pages.jump(from);
  let granule: number | null = null;
  let isChained = false;
  for (let page = await pages.next(); page !== null; page = await pages.next()) {
    isChained ||= page.isFirst;
    if (page.serial === serial && page.granule !== null) granule = page.granule;
  }
  return { granule, isChained };
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
    const { granule, isChained } = await tailOf(source, from, serial);
    if (isChained) return null;
    if (granule !== null || from === start) return granule;
  }
  return null;
};
