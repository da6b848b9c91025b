/** From an INPUT to an opened track that stands where the rendering begins. */
import { concat, concatMap, defer, EMPTY, from, map, of, throwError, type Observable } from 'rxjs';
import type { Track } from '../../streams/commands.ts';
import type { Media, MediaPort } from '../../streams/ports.ts';
import type { Loader, LoadResult } from '../engine/types.ts';
import { failureOf } from '../sources/failure.ts';

export interface Opened {
  readonly track: Track;
  readonly media: Media;
}

/**
 * Up to here a start is read and decoded through rather than sought: that is exact to the sample in every container
 * and for every codec, and takes a second or two.
 */
const THROUGH_MS = 300_000;

/** A seek lands so much before the start: time for decoders and resamplers to be what they would be without it. */
const PRE_ROLL_MS = 500;

const nothing = (input: string) =>
  failureOf(`There is nothing to play at ${input}`, 'common', 'Neither a readable file nor a URL with sound');

/** The one track that is meant; of a playlist the selected one, else the first. */
const trackIn = (result: LoadResult, input: string): Observable<Track> => {
  switch (result.loadType) {
    case 'track':
      return of(result.track);
    case 'playlist': {
      const { tracks, selectedTrack } = result.playlist;
      const track = tracks[selectedTrack] ?? tracks[0];
      return track === undefined ? throwError(() => nothing(input)) : of(track);
    }
    case 'search': {
      const [track] = result.tracks;
      return track === undefined ? throwError(() => nothing(input)) : of(track);
    }
    case 'empty':
      return throwError(() => nothing(input));
    case 'error':
      return throwError(() => result.failure);
  }
};

/** Emits once and stays open until it is unsubscribed; errors with a `Failure`. */
export const openInput = (
  input: string,
  startMs: number,
  { loader, media }: { readonly loader: Pick<Loader, 'load'>; readonly media: MediaPort },
): Observable<Opened> =>
  defer(() => from(loader.load(input))).pipe(
    concatMap((result) => trackIn(result, input)),
    concatMap((track) => media.open(track).pipe(map((opened): Opened => ({ track, media: opened })))),
    concatMap((opened) =>
      concat(
        startMs > THROUGH_MS && opened.media.isSeekable ? opened.media.seek(startMs - PRE_ROLL_MS) : EMPTY,
        of(opened),
      ),
    ),
  );
