/**
 * AAC with ADTS headers, as files and as radio. HE-AAC says nothing of itself in these headers: rate and length are
 * those of its core, and the decoder finds out.
 */
import { ByteReader } from '../reader.ts';
import { durationMs, holdsFrame } from '../shared/frame.ts';
import { FrameCursor } from '../shared/frame.cursor.ts';
import { framedDemuxer } from '../shared/framed.demuxer.ts';
import { afterId3 } from '../shared/id3.header.ts';
import { readId3v2 } from '../shared/id3.tags.ts';
import { survey } from '../shared/survey.ts';
import { pointMap } from '../shared/time.map.ts';
import type { ByteSource, Container, Demuxer } from '../types.ts';
import { ContainerError } from '../types.ts';
import { adtsSyntax } from './header.ts';

/** The bit rate of AAC varies little over minutes, so that a few places are a few percent off. */
const PLACES = 6;

const open = async (source: ByteSource): Promise<Demuxer> => {
  const reader = new ByteReader(source);
  const tags = await readId3v2(reader);
  const cursor = new FrameCursor(reader, adtsSyntax);
  const first = await cursor.find();
  if (first === null) throw new ContainerError('No AAC frame found.');
  // No header says how long the file is: its size and the lengths of the frames tell, where there is a size.
  const surveyed = source.size === undefined ? null : await survey(reader, adtsSyntax, source.size, PLACES);
  return framedDemuxer({
    format: {
      codec: 'aac',
      sampleRate: first.sampleRate,
      channels: first.channels,
      extradata: new Uint8Array(0),
    },
    lengthMs: surveyed?.points.at(-1)?.ms,
    isLengthExact: surveyed?.isExact === true,
    tags,
    cursor,
    map: surveyed === null ? undefined : pointMap(surveyed.points),
    known: surveyed?.isExact === true ? surveyed.points.slice(0, -1) : [],
    // Each frame overlaps the one before it by half.
    preRollMs: durationMs(first),
  });
};

const matches = (head: Uint8Array): boolean =>
  holdsFrame(adtsSyntax, head, afterId3(head), (_, at) => at === afterId3(head));

export const adts: Container = { name: 'adts', matches, open };
