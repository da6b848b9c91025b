/** Matroska and WebM: Opus, Vorbis, AAC, FLAC, MP3 and raw samples, as files and as live streams. */
import { ByteReader } from '../reader.ts';
import type { ByteSource, Container, Demuxer } from '../types.ts';
import { MatroskaDemuxer } from './demuxer.ts';
import { idAt, vintAt } from './ebml.ts';
import { ElementWalker } from './elements.ts';
import { isMatroska, readHeaders } from './headers.ts';
import { Id } from './ids.ts';

const open = async (source: ByteSource): Promise<Demuxer> => {
  const walker = new ElementWalker(new ByteReader(source));
  const headers = await readHeaders(walker);
  return new MatroskaDemuxer(walker, headers).open();
};

const matches = (head: Uint8Array): boolean => {
  const id = idAt(head, 0);
  const size = vintAt(head, id.length);
  const start = id.length + size.length;
  return id.value === Id.Ebml && size.value > 0 && isMatroska(head.subarray(start, start + size.value));
};

export const matroska: Container = { name: 'matroska/webm', matches, open };
