/** Everything that is read before the first sound: the segment's headers, up to its first cluster. */
import type { Tags } from '../types.ts';
import { ContainerError } from '../types.ts';
import { childrenOf, firstOf, float, text, uint } from './ebml.ts';
import type { Element, ElementWalker } from './elements.ts';
import { Id } from './ids.ts';
import { readTags } from './tags.ts';
import type { Track } from './tracks.ts';
import { chooseTrack } from './tracks.ts';

export interface Headers {
  readonly track: Track;
  readonly lengthMs: number | undefined;
  readonly tags: Tags;
  readonly msPerTick: number;
  /** Offset that all positions in the file are relative to. */
  readonly segmentAt: number;
  /** Offset of the first cluster. */
  readonly clustersAt: number;
  /** Offset of the cues; undefined where the file does not say. */
  readonly cuesAt: number | undefined;
}

const DOC_TYPES = ['matroska', 'webm'];
const DEFAULT_NS_PER_TICK = 1_000_000;

/** Does an EBML header's data name Matroska? Without a name it is Matroska, whose default it is. */
export const isMatroska = (ebml: Uint8Array): boolean =>
  DOC_TYPES.includes(text(firstOf(ebml, Id.DocType)) ?? 'matroska');

/** Where the segment's parts are, by their ids. */
type Places = Map<number, number>;

const readSeekHead = (data: Uint8Array, segmentAt: number, places: Places): void => {
  for (const seek of childrenOf(data, Id.Seek)) {
    const id = uint(firstOf(seek, Id.SeekId));
    const position = uint(firstOf(seek, Id.SeekPosition));
    if (id !== undefined && position !== undefined && !places.has(id)) places.set(id, segmentAt + position);
  }
};

/** Goes to the data of the segment. */
const enterSegment = async (walker: ElementWalker): Promise<void> => {
  const ebml = await walker.next();
  if (ebml?.id !== Id.Ebml || !isMatroska(await walker.data(ebml))) {
    throw new ContainerError('This is not a Matroska file.');
  }
  for (let element = await walker.next(); element !== null; element = await walker.next()) {
    if (element.id === Id.Segment) return;
    walker.skip(element);
  }
  throw new ContainerError('The Matroska file is cut off within its headers.');
};

const PARTS: readonly number[] = [Id.Info, Id.Tracks, Id.Tags];

/** Reads the segment's parts up to the first cluster and stands there. */
const readParts = async (walker: ElementWalker, segmentAt: number, places: Places) => {
  const parts = new Map<number, Uint8Array>();
  for (let element = await walker.next(); element !== null; element = await walker.next()) {
    const { id, start } = element;
    if (id === Id.Cluster) {
      walker.reader.seek(start);
      break;
    }
    if (PARTS.includes(id) && !parts.has(id)) parts.set(id, await walker.data(element));
    else if (id === Id.SeekHead) readSeekHead(await walker.data(element), segmentAt, places);
    else walker.skip(element);
    if (id === Id.Cues) places.set(id, start);
  }
  return parts;
};

/** A part that stands behind the clusters; undefined where it is not found. Leaves the cursor there. */
const distantPart = async (
  walker: ElementWalker,
  places: Places,
  id: Element['id'],
): Promise<Uint8Array | undefined> => {
  const at = places.get(id);
  if (at === undefined || !walker.reader.source.seekable) return undefined;
  walker.reader.seek(at);
  const element = await walker.next();
  return element?.id === id ? walker.data(element) : undefined;
};

/** Rejects with a {@link ContainerError} when there is no track that we can play. */
export const readHeaders = async (walker: ElementWalker): Promise<Headers> => {
  await enterSegment(walker);
  const segmentAt = walker.reader.position;
  const places: Places = new Map();
  const parts = await readParts(walker, segmentAt, places);
  const clustersAt = walker.reader.position;
  const tracks = parts.get(Id.Tracks) ?? (await distantPart(walker, places, Id.Tracks));
  const track = tracks && chooseTrack(tracks);
  if (track === undefined) throw new ContainerError('No supported audio tracks present in the file.');
  const info = parts.get(Id.Info) ?? (await distantPart(walker, places, Id.Info)) ?? new Uint8Array(0);
  const tags = parts.get(Id.Tags) ?? (await distantPart(walker, places, Id.Tags));
  walker.reader.seek(clustersAt);

  const msPerTick = (uint(firstOf(info, Id.TimestampScale)) || DEFAULT_NS_PER_TICK) / 1e6;
  const ticks = float(firstOf(info, Id.Duration)) ?? 0;
  const title = text(firstOf(info, Id.Title));
  return {
    track,
    lengthMs: ticks > 0 && Number.isFinite(ticks) ? ticks * msPerTick : undefined,
    tags: { ...(tags && readTags(tags)), ...(title !== undefined && { title }) },
    msPerTick,
    segmentAt,
    clustersAt,
    cuesAt: places.get(Id.Cues),
  };
};
