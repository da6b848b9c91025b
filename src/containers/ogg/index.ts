/** Ogg with Opus, Vorbis or FLAC, as files and as radio. */
import { ByteReader } from '../reader.ts';
import type { ByteSource, Container, Demuxer } from '../types.ts';
import { OggDemuxer } from './demuxer.ts';
import { openLink } from './link.ts';
import { startsWith } from './mapping.ts';
import { PageReader } from './page.ts';

const open = async (source: ByteSource): Promise<Demuxer> => {
  const pages = new PageReader(new ByteReader(source));
  const link = await openLink(pages);
  return new OggDemuxer(source, pages, link).open();
};

export const ogg: Container = { name: 'ogg', matches: (head) => startsWith(head, 'OggS'), open };
