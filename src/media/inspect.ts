/** Looks into the bytes that a source found: which container, which track; or, for a playlist file, where to go on. */
import type { Track } from '../../streams/commands.ts';
import type { Failure } from '../../streams/events.ts';
import type { Log } from '../../streams/ports.ts';
import type { Container } from '../containers/types.ts';
import { ContainerError } from '../containers/types.ts';
import { SourceError } from '../sources/failure.ts';
import type { MediaResolution } from '../sources/types.ts';
import { loadFailure, NO_LINKS, UNKNOWN_FORMAT } from './failure.ts';
import { readHead, withHead } from './head.ts';
import type { Lease } from './lease.ts';
import { linkToFollow, PLAYLIST_BYTES, playlistText } from './playlist/index.ts';
import type { PlaylistFormat } from './playlist/index.ts';
import { probesFor } from './probe.ts';
import { trackOf } from './track.ts';

export type Finding =
  | { readonly type: 'track'; readonly track: Track }
  | {
      readonly type: 'redirect';
      readonly identifier: string;
      readonly title: string | undefined;
      /** What is wrong if nothing is there; absent: then there is nothing. */
      readonly otherwise?: Failure;
    }
  | { readonly type: 'failure'; readonly failure: Failure };

export interface Inspection {
  readonly media: MediaResolution;
  /** The bytes of `media`; whoever calls closes them. */
  readonly lease: Lease;
  readonly sourceName: string;
  readonly referenceTitle: string | undefined;
  readonly containers: readonly Container[];
  readonly log: Log;
}

const failure = (value: Failure): Finding => ({ type: 'failure', failure: value });

const follow = async (format: PlaylistFormat, lease: Lease, head: Uint8Array): Promise<Finding> => {
  const text = playlistText(await readHead(withHead(lease, head), PLAYLIST_BYTES));
  const link = linkToFollow(format.parse(text), lease.around?.url);
  if (link === null) return failure(NO_LINKS);
  const { url, title, isGuess } = link;
  return { type: 'redirect', identifier: url, title, ...(isGuess ? { otherwise: NO_LINKS } : {}) };
};

/** Is the file itself to blame (unreadable, or nothing in it to play), so that no other format need be tried? */
const isFinal = (error: unknown, lease: Lease): boolean =>
  error instanceof ContainerError || error instanceof SourceError || lease.readError !== undefined;

const tryFormats = async (inspection: Inspection): Promise<Finding> => {
  const { media, lease, containers, log, sourceName, referenceTitle } = inspection;
  const head = await readHead(lease);
  for (const probe of probesFor(head, media.hints, containers)) {
    try {
      if (probe.type === 'playlist') return await follow(probe.format, lease, head);
      const demuxer = await probe.format.open(withHead(lease, head));
      const { detail } = probe.format;
      const containerName = detail === undefined ? probe.name : `${probe.name}|${detail}`;
      const track = trackOf({ sourceName, containerName, media, referenceTitle, demuxer });
      return { type: 'track', track };
    } catch (error) {
      if (isFinal(error, lease)) throw error;
      log.warn('A container could not be opened, trying the next', { container: probe.name, err: error });
    }
  }
  return failure(UNKNOWN_FORMAT);
};

/** Never rejects. */
export const inspect = (inspection: Inspection): Promise<Finding> =>
  tryFormats(inspection).catch((error: unknown) => failure(loadFailure(error, inspection.lease.readError)));
