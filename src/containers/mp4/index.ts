/** MP4 and M4A with AAC, MP3, Opus or FLAC: with a table of samples or in fragments. */
import type { ByteSource, Container, Demuxer } from '../types.ts';
import { Mp4Demuxer } from './demuxer.ts';
import { readLayout } from './layout.ts';

const open = async (source: ByteSource): Promise<Demuxer> => new Mp4Demuxer(await readLayout(source)).open();

/** The first box is `ftyp`, and no longer than a few brands take. */
const matches = (head: Uint8Array): boolean =>
  head.length >= 8 && head[0] === 0 && head[1] === 0 && Buffer.from(head).toString('latin1', 4, 8) === 'ftyp';

export const mp4: Container = { name: 'mp4', matches, open };
