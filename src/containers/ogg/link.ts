/** One link of an Ogg file: from its first pages to the last header packet. Most files are one link; radio has many. */
import { ContainerError } from '../types.ts';
import { PacketAssembler } from './assembler.ts';
import { flac } from './flac.ts';
import type { Mapping, MappingKind } from './mapping.ts';
import { opus } from './opus.ts';
import type { Page, PageReader } from './page.ts';
import { vorbis } from './vorbis.ts';

const KINDS: readonly MappingKind[] = [opus, vorbis, flac];

/** Headers that are longer hold something else than music. */
const MAX_HEADER_BYTES = 32 * 1024 * 1024;

export interface Link {
  readonly serial: number;
  readonly mapping: Mapping;
  /** Goes on with the stream's pages. */
  readonly assembler: PacketAssembler;
  /** Where the pages with sound begin. */
  readonly offset: number;
}

interface Candidate {
  readonly serial: number;
  readonly kind: MappingKind;
  readonly assembler: PacketAssembler;
  readonly headers: Uint8Array[];
}

const candidateOf = (page: Page): Candidate | null => {
  const assembler = new PacketAssembler();
  const headers = assembler.push(page);
  const first = headers[0];
  const kind = first && KINDS.find((one) => one.matches(first));
  return kind ? { serial: page.serial, kind, assembler, headers } : null;
};

/**
 * Reads the headers of the first stream that we can play; all others in the file are ignored. Rejects with a
 * {@link ContainerError} when there is none, or when its headers are cut off or damaged.
 *
 * @param first the link's first page, where it was read already
 */
export const openLink = async (pages: PageReader, first?: Page): Promise<Link> => {
  let found: Candidate | null = null;
  let headerBytes = 0;
  for (let page = first ?? (await pages.next()); page !== null; page = await pages.next()) {
    if (found === null) {
      // All streams of a link begin before any goes on.
      if (!page.isFirst) throw new ContainerError('No supported audio tracks present in the file.');
      found = candidateOf(page);
    } else if (page.serial === found.serial) {
      found.headers.push(...found.assembler.push(page));
    }
    if (found?.kind.isComplete(found.headers)) {
      const { serial, kind, assembler, headers } = found;
      return { serial, mapping: kind.build(headers), assembler, offset: page.end };
    }
    headerBytes += page.end - page.offset;
    if (headerBytes > MAX_HEADER_BYTES) throw new ContainerError('The headers of the Ogg file are too long.');
  }
  throw new ContainerError('The Ogg file is cut off within its headers.');
};
