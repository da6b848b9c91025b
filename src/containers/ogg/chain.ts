/**
 * A chained file: one stream behind the other, as recorded radio and files put together have it. Where each begins and
 * ends is found by halving, since every page names its stream.
 */
import { ByteReader } from '../reader.ts';
import type { ByteSource } from '../types.ts';
import { ContainerError } from '../types.ts';
import { PacketAssembler } from './assembler.ts';
import type { Link } from './link.ts';
import { openLink } from './link.ts';
import type { Page } from './page.ts';
import { PageReader } from './page.ts';
import { Timeline } from './timeline.ts';

/** One stream of the file, in the time of the whole. */
export interface Part {
  readonly link: Link;
  readonly timeline: Timeline;
  readonly startMs: number;
  /** Offset behind its last page. */
  readonly end: number;
  /** Granule at which it ends. */
  readonly endGranule: number;
}

/** What is so near is read through: it is one read. */
const NEAR_BYTES = 64 * 1024;
/** More is a recording of days, whose length nobody asks for. */
const MAX_PARTS = 64;

/** Offset of a page of `serial` that lies close before the first page of another stream, or the end of the file. */
const lastOf = async (pages: PageReader, { serial, offset }: Link, size: number): Promise<number> => {
  let [low, high] = [offset, size];
  while (high - low > NEAR_BYTES) {
    const middle = Math.floor((low + high) / 2);
    pages.jump(middle);
    const page = await pages.next(high);
    if (page !== null && page.serial === serial && !page.isFirst) low = page.offset;
    else high = middle;
  }
  // The page before the last must be seen, too: only the two of them tell where the last one's packets begin.
  return Math.max(offset, low - NEAR_BYTES);
};

interface Measured {
  readonly part: Part;
  /** The first page of the next stream; null at the end of the file. */
  readonly next: Page | null;
}

/** Null when streams lie side by side: a film, whose end is found otherwise. */
const measure = async (
  pages: PageReader,
  link: Link,
  startMs: number,
  size: number,
): Promise<Measured | null> => {
  const timeline = startMs === 0 ? new Timeline(link.mapping) : new Timeline(link.mapping, startMs);
  const assembler = new PacketAssembler();
  let endGranule: number | null = null;
  const take = (page: Page): number => {
    endGranule = page.granule ?? endGranule;
    return timeline.place(page, assembler.push(page)).length;
  };
  pages.jump(link.offset);
  // The first packets tell where the stream's time begins.
  for (
    let page = await pages.next();
    page !== null && page.serial === link.serial;
    page = await pages.next()
  ) {
    if (page.isFirst || take(page) > 0) break;
  }
  pages.jump(await lastOf(pages, link, size));
  assembler.reset();
  timeline.jump();
  let next = await pages.next();
  let end = size;
  for (; next !== null && next.serial === link.serial && !next.isFirst; next = await pages.next()) {
    take(next);
    end = next.end;
  }
  if (endGranule === null || (next !== null && !next.isFirst)) return null;
  return { part: { link, timeline, startMs, end, endGranule }, next };
};

/**
 * The streams of a file, up to the first that does not go on with the same decoder. Null when they cannot be told
 * apart: no size, streams side by side, damage.
 */
export const chainOf = async (source: ByteSource): Promise<readonly Part[] | null> => {
  const { size } = source;
  if (!source.seekable || size === undefined) return null;
  const pages = new PageReader(new ByteReader(source));
  const parts: Part[] = [];
  try {
    let link = await openLink(pages);
    const first = link;
    for (let startMs = 0; parts.length < MAX_PARTS;) {
      const measured = await measure(pages, link, startMs, size);
      if (measured === null) return null;
      parts.push(measured.part);
      startMs = measured.part.timeline.endMs;
      if (measured.next === null) return parts;
      link = await openLink(pages, measured.next);
      if (!first.mapping.continues(link.mapping)) return parts;
    }
    return null;
  } catch (error) {
    // What comes after damage cannot be told; the source's own failures can.
    if (error instanceof ContainerError) return parts.length > 0 ? parts : null;
    throw error;
  }
};
