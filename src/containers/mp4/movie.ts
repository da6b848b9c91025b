/** The `moov` box: tracks, tags, and what fragments leave out. Read box by box, so that pictures of films are skipped. */
import type { AudioFormat } from '../../../streams/ports.ts';
import type { Tags } from '../types.ts';
import { ContainerError } from '../types.ts';
import type { Box, BoxWalker } from './box.ts';
import { editedPart, iTunesPart } from './edits.ts';
import type { HeardPart } from './edits.ts';
import { damaged, Fields } from './fields.ts';
import type { FragmentDefaults } from './fragment.ts';
import { readSampleEntry } from './sample.entry.ts';
import type { SampleEntry } from './sample.entry.ts';
import type { TableBoxes } from './sample.table.ts';
import { readMeta } from './tags.ts';
import type { MovieTags } from './tags.ts';

export interface Track {
  readonly id: number;
  readonly format: AudioFormat;
  /** Ticks per second. */
  readonly timescale: number;
  /** What of it is heard. */
  readonly heard: HeardPart;
  readonly boxes: TableBoxes;
}

export interface Movie {
  readonly track: Track;
  readonly tags: Tags;
  /** Undefined: no fragments follow. */
  readonly fragments: FragmentDefaults | undefined;
  /** What the file says about its length when it is made of fragments, ms. */
  readonly fragmentsMs: number | undefined;
}

const CONTAINERS = ['mdia', 'minf', 'stbl', 'edts'];
const LEAVES = ['tkhd', 'mdhd', 'hdlr', 'elst', 'stsd', 'stts', 'stsc', 'stsz', 'stz2', 'stco', 'co64'];

/** Collects the boxes of a sound track; false when it is something else. */
const readTrackBoxes = async (
  walker: BoxWalker,
  parent: Box,
  boxes: Map<string, Uint8Array>,
): Promise<boolean> => {
  for await (const box of walker.children(parent)) {
    if (CONTAINERS.includes(box.type)) {
      if (!(await readTrackBoxes(walker, box, boxes))) return false;
    } else if (LEAVES.includes(box.type) && !(parent.type === 'minf' && box.type === 'hdlr')) {
      const data = await walker.data(box);
      boxes.set(box.type, data);
      if (box.type === 'hdlr' && new Fields(data).skip(8).type() !== 'soun') return false;
    }
  }
  return true;
};

interface Candidate {
  readonly entry: SampleEntry | undefined;
  readonly track: Track | undefined;
}

const trackOf = (boxes: TableBoxes, movieScale: number): Candidate => {
  const [tkhd, mdhd, stsd] = [boxes.get('tkhd'), boxes.get('mdhd'), boxes.get('stsd')];
  const entry = stsd && readSampleEntry(stsd);
  if (entry?.format === undefined || tkhd === undefined || mdhd === undefined)
    return { entry, track: undefined };
  const head = new Fields(tkhd);
  const id = head.skip(head.u32() >>> 24 === 0 ? 8 : 16).u32();
  const media = new Fields(mdhd);
  const timescale = media.skip(media.u32() >>> 24 === 0 ? 8 : 16).u32();
  if (timescale === 0) throw damaged();
  const preSkip = Math.round((entry.preSkip * timescale) / 48_000);
  const edited = editedPart(boxes.get('elst'), movieScale, timescale);
  const heard = edited ?? { startTicks: preSkip, endTicks: Infinity };
  return { entry, track: { id, format: entry.format, timescale, heard, boxes } };
};

interface Extends {
  readonly defaults: ReadonlyMap<number, FragmentDefaults>;
  /** In the movie's time scale; 0 where unknown. */
  readonly duration: number;
}

const readExtends = async (walker: BoxWalker, mvex: Box): Promise<Extends> => {
  const defaults = new Map<number, FragmentDefaults>();
  let duration = 0;
  for await (const box of walker.children(mvex)) {
    if (box.type === 'trex') {
      const fields = new Fields(await walker.data(box)).skip(4);
      const id = fields.u32();
      defaults.set(id, { duration: fields.skip(4).u32(), size: fields.u32() });
    } else if (box.type === 'mehd') {
      const fields = new Fields(await walker.data(box));
      duration = fields.wide(fields.u32() >>> 24);
    }
  }
  return { defaults, duration };
};

const notPlayable = (entries: readonly string[]): ContainerError =>
  entries.length === 0
    ? new ContainerError('No supported audio format in the MP4 file.')
    : new ContainerError(`MP4 file uses an unsupported format: ${entries.join(', ')}.`);

const ticksPerSecond = async (walker: BoxWalker, mvhd: Box): Promise<number> => {
  const fields = new Fields(await walker.data(mvhd));
  return fields.skip(fields.u32() >>> 24 === 0 ? 8 : 16).u32();
};

/** iTunes counts samples at the rate that is heard, which is that of the core, or with SBR twice that. */
const withITunes = (track: Track, text: string): Track => {
  const { timescale, format } = track;
  const counts = timescale === format.sampleRate || timescale === 2 * format.sampleRate;
  const heard = counts && format.codec === 'aac' ? iTunesPart(text) : undefined;
  return heard === undefined ? track : { ...track, heard };
};

/** Reads a `moov` box whose header was read: its first sound track that we can play. */
export const readMovie = async (walker: BoxWalker, moov: Box): Promise<Movie> => {
  let track: Track | undefined;
  let mvex: Extends | undefined;
  let timescale = 0;
  const tags: MovieTags = {};
  const unsupported: string[] = [];
  for await (const box of walker.children(moov)) {
    if (box.type === 'trak' && track === undefined) {
      const boxes = new Map<string, Uint8Array>();
      if (!(await readTrackBoxes(walker, box, boxes))) continue;
      const found = trackOf(boxes, timescale);
      track = found.track;
      if (track === undefined && found.entry !== undefined) unsupported.push(found.entry.type);
    } else if (box.type === 'mvhd') timescale = await ticksPerSecond(walker, box);
    else if (box.type === 'mvex') mvex = await readExtends(walker, box);
    else if (box.type === 'meta') await readMeta(walker, box, tags);
    else if (box.type === 'udta') {
      for await (const inner of walker.children(box)) {
        if (inner.type === 'meta') await readMeta(walker, inner, tags);
      }
    }
  }
  if (track === undefined) throw notPlayable(unsupported);
  const { iTunSMPB, ...texts } = tags;
  const duration = mvex?.duration ?? 0;
  return {
    track: iTunSMPB === undefined ? track : withITunes(track, iTunSMPB),
    tags: texts,
    fragments: mvex && (mvex.defaults.get(track.id) ?? { duration: 0, size: 0 }),
    fragmentsMs: duration > 0 && timescale > 0 ? (duration * 1000) / timescale : undefined,
  };
};
